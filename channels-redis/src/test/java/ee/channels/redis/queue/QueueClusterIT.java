package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static ee.channels.redis.queue.QueueLayers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.message.Message;
import ee.channels.redis.Monitor;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import ee.channels.redis.connection.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
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
        return layers.open(
                "retry-max", "300ms", "read-timeout", "10s", "ping-interval", "500ms", "capacity", "1000000");
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

    @Test
    void while_a_slot_moves_each_message_for_it_goes_once_to_the_node_that_takes_it_over() throws Exception {
        LayerBackend sender = layer();
        int slot = Cluster.slot("asgijobs");
        RedisServers.Server from = cluster.nodeOf(slot);
        RedisServers.Server to = cluster.nodeOf((slot + ClusterOfThree.SLOTS / 3) % ClusterOfThree.SLOTS);
        begin(slot, from, to);

        List<String> sent = new ArrayList<>();
        try (Monitor source = new Monitor(from);
                Monitor target = new Monitor(to)) {
            for (int i = 0; i < 100; i++) {
                done(sender.send("jobs", Message.of("m" + i)));
                sent.add("m" + i);
            }
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(target.soFar().stream().filter(QueueClusterIT::isSend))
                            .hasSize(100));
            assertThat(source.soFar()).noneMatch(QueueClusterIT::isSend);
        }

        end(slot, from, to);
        assertThat(jobs(to)).isEqualTo(100);
        Inbox inbox = new Inbox();
        inbox.at(layer(), "jobs");
        assertThat(inbox.types(100)).isEqualTo(sent);
    }

    @Test
    void while_a_slot_moves_nothing_is_executed_twice_however_busy_the_connection_to_its_new_node_is()
            throws Exception {
        LayerBackend sender = layer();
        int slot = Cluster.slot("asgijobs");
        RedisServers.Server from = cluster.nodeOf(slot);
        int far = (slot + ClusterOfThree.SLOTS / 3) % ClusterOfThree.SLOTS;
        RedisServers.Server to = cluster.nodeOf(far);
        String other = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "other" + i)
                .filter(name -> cluster.nodeOf(Cluster.slot("asgi" + name)) == to)
                .findFirst()
                .orElseThrow();
        begin(slot, from, to);

        CountDownLatch end = new CountDownLatch(1);
        Thread traffic = new Thread(() -> {
            while (end.getCount() > 0) {
                QueueLayers.outcome(sender.send(other, Message.of("other")));
            }
        });
        traffic.start();
        Map<String, CompletionStage<Void>> sends = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            sends.put("m" + i, sender.send("jobs", Message.of("m" + i)));
        }
        List<String> sent = new ArrayList<>();
        sends.forEach((type, stage) -> {
            if (QueueLayers.outcome(stage) == null) {
                sent.add(type);
            }
        });
        end.countDown();
        traffic.join();

        end(slot, from, to);
        assertThat(jobs(to)).isEqualTo(1000);
        assertThat(sent).hasSize(1000);
        Inbox inbox = new Inbox();
        inbox.at(layer(), "jobs");
        assertThat(inbox.types(sent.size())).containsExactlyInAnyOrderElementsOf(sent);
    }

    /** How many wait at a node. */
    private static long jobs(RedisServers.Server node) {
        try (Jedis jedis = node.client()) {
            return jedis.zcard("asgijobs");
        }
    }

    private static boolean isSend(Monitor.Seen command) {
        return command.words().get(0).startsWith("EVAL") && command.words().contains("asgijobs");
    }

    /** The slot has no keys, so that its old node sends everybody to the new one. */
    private static void begin(int slot, RedisServers.Server from, RedisServers.Server to) {
        try (Jedis source = from.client();
                Jedis target = to.client()) {
            target.clusterSetSlotImporting(slot, source.clusterMyId());
            source.clusterSetSlotMigrating(slot, target.clusterMyId());
        }
    }

    private static void end(int slot, RedisServers.Server from, RedisServers.Server to) {
        try (Jedis source = from.client();
                Jedis target = to.client()) {
            assertThat(source.clusterCountKeysInSlot(slot)).isZero();
            String targetId = target.clusterMyId();
            target.clusterSetSlotNode(slot, targetId);
            source.clusterSetSlotNode(slot, targetId);
        }
    }
}
