package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static ee.channels.redis.queue.QueueLayers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import ee.channels.redis.connection.Cluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Queues in a Cluster, whose nodes restart and whose slots move; {@link QueueContractIT} has the rest. */
class QueueClusterIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final List<String> GROUPS = List.of("red", "green", "blue");

    private final RedisServers redis = new RedisServers();
    private final ClusterOfThree cluster = new ClusterOfThree(redis);
    private final QueueLayers layers = new QueueLayers(cluster.url());

    @AfterEach
    void stop() {
        layers.close();
        redis.close();
    }

    private LayerBackend layer() {
        return layers.open("retry-max", "300ms", "read-timeout", "1s", "ping-interval", "500ms", "capacity", "1000000");
    }

    @Test
    void a_slot_that_moves_with_its_group_is_a_gap_and_nothing_is_lost_in_silence() throws Exception {
        Traffic traffic = new Traffic(layer(), List.of(layer(), layer()), GROUPS);

        int slot = Cluster.slot("asgi:group:red");
        RedisServers.Server from = cluster.nodeOf(slot);
        RedisServers.Server to = cluster.nodeOf((slot + ClusterOfThree.SLOTS / 3) % ClusterOfThree.SLOTS);
        move(slot, from, to);

        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
    }

    /** As an operator does, the keys included. */
    private static void move(int slot, RedisServers.Server from, RedisServers.Server to) {
        try (Jedis source = from.client();
                Jedis target = to.client()) {
            String sourceId = source.clusterMyId();
            String targetId = target.clusterMyId();
            target.clusterSetSlotImporting(slot, sourceId);
            source.clusterSetSlotMigrating(slot, targetId);
            for (String key : source.clusterGetKeysInSlot(slot, 100)) {
                source.migrate("127.0.0.1", to.port(), key, 0, 1000);
            }
            target.clusterSetSlotNode(slot, targetId);
            source.clusterSetSlotNode(slot, targetId);
        }
    }

    @Test
    void a_node_that_restarts_empty_gets_the_memberships_that_it_had_and_their_members_are_told() {
        LayerBackend sender = layer();
        LayerBackend receiver = layer();
        Inbox inbox = new Inbox();
        String channel = read(receiver, inbox);
        int queue = Cluster.slot("asgi" + channel.substring(0, channel.indexOf('!') + 1));
        // A group on another node than the queue, where no reader is connected.
        String group = "g0";
        for (int i = 0; cluster.nodeOf(Cluster.slot("asgi:group:" + group)) == cluster.nodeOf(queue); i++) {
            group = "g" + i;
        }
        done(receiver.join(group, channel));

        cluster.nodeOf(Cluster.slot("asgi:group:" + group)).restart();

        await().atMost(DEADLINE).until(() -> !inbox.gaps().isEmpty());
        String to = group;
        await().atMost(DEADLINE).until(() -> QueueLayers.outcome(sender.groupSend(to, Message.of("hello"))) == null);
        assertThat(inbox.next().type()).isEqualTo("hello");
    }
}
