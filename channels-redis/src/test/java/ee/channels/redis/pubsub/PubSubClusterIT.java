package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ee.channels.Ticker;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.redis.Monitor;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The layer over a Cluster of three: with SPUBLISH from Redis 7 on, with PUBLISH before. */
class PubSubClusterIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final List<String> GROUPS = List.of("red", "green", "blue", "white", "black");
    private static final int SLOTS = 16384;

    private final RedisServers redis = new RedisServers();
    private final List<LayerBackend> open = new ArrayList<>();
    private final List<RedisServers.Server> nodes = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int i = 0; i < 3; i++) {
            nodes.add(redis.start(
                    "--cluster-enabled", "yes",
                    "--cluster-config-file", "nodes-" + i + ".conf",
                    "--cluster-require-full-coverage", "no"));
        }
        for (int i = 0; i < 3; i++) {
            try (Jedis jedis = nodes.get(i).client()) {
                for (RedisServers.Server other : nodes) {
                    jedis.clusterMeet("127.0.0.1", other.port());
                }
                int from = SLOTS * i / 3;
                int to = SLOTS * (i + 1) / 3;
                int[] slots = new int[to - from];
                for (int slot = from; slot < to; slot++) {
                    slots[slot - from] = slot;
                }
                jedis.clusterAddSlots(slots);
            }
        }
        await().atMost(DEADLINE)
                .until(() -> nodes.stream().allMatch(node -> {
                    try (Jedis jedis = node.client()) {
                        return jedis.clusterInfo().contains("cluster_slots_ok:" + SLOTS)
                                && jedis.clusterNodes()
                                                .lines()
                                                .filter(line -> line.contains(" connected"))
                                                .count()
                                        == 3;
                    }
                }));
    }

    @AfterEach
    void stop() {
        open.forEach(LayerBackend::close);
        redis.close();
    }

    @Test
    void messages_reach_groups_channels_and_named_channels_at_whatever_node() throws Exception {
        LayerBackend sender = layer();
        LayerBackend receiver = layer();
        Inbox inbox = new Inbox();
        String channel = receiver.newChannel();
        inbox.at(receiver, channel);
        Inbox jobs = new Inbox();
        jobs.at(receiver, "jobs");
        receiver.send("jobs", Message.of("first")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(jobs.next().type()).isEqualTo("first");
        for (String group : GROUPS) {
            receiver.join(group, channel).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }

        for (String group : GROUPS) {
            sender.groupSend(group, Message.of(group)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        sender.send(channel, Message.of("direct")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        sender.send("jobs", Message.of("job")).toCompletableFuture().get(10, TimeUnit.SECONDS);

        List<String> expected = new ArrayList<>(GROUPS);
        expected.add("direct");
        assertThat(inbox.types(6)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(jobs.next().type()).isEqualTo("job");
    }

    @Test
    void redis_7_publishes_in_shards_one_call_a_slot() throws Exception {
        assumeTrue(nodes.get(0).major() >= 7, "sharded pub/sub is Redis 7's");
        List<Monitor> monitors = nodes.stream().map(Monitor::new).toList();
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = layer.newChannel();
        inbox.at(layer, channel);

        layer.join("red", channel).toCompletableFuture().get(10, TimeUnit.SECONDS);
        layer.groupSend("red", Message.of("hello")).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(inbox.next().type()).isEqualTo("hello");
        List<String> seen = monitors.stream()
                .flatMap(monitor -> monitor.soFar().stream())
                .map(command -> command.words().get(0) + " " + command.words().get(1))
                .filter(command -> command.startsWith("S"))
                .toList();
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "SSUBSCRIBE " + channel.substring(0, channel.indexOf('!') + 1),
                        "SSUBSCRIBE asgi__group__red",
                        "SPUBLISH asgi__group__red");
        monitors.forEach(Monitor::close);
    }

    @Test
    void a_slot_that_moves_is_a_gap_for_its_group_and_nothing_is_lost_in_silence() throws Exception {
        assumeTrue(nodes.get(0).major() >= 7, "sharded pub/sub is Redis 7's");
        Traffic traffic = traffic();

        int slot = Cluster.slot("asgi__group__red");
        int from = slot * 3 / SLOTS;
        move(slot, nodes.get(from), nodes.get((from + 1) % 3));

        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(traffic.members())
                        .allSatisfy(member -> assertThat(member.gaps())
                                .anySatisfy(gap -> assertThat(gap.groups()).contains("red"))));
        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_node_that_restarts_is_a_gap_for_what_came_by_it() throws Exception {
        Traffic traffic = traffic();

        RedisServers.Server node = nodes.get(Cluster.slot("asgi__group__red") * 3 / SLOTS);
        node.command("CLIENT", "KILL", "TYPE", "pubsub");
        node.command("CLIENT", "KILL", "TYPE", "normal");

        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_replica_that_takes_over_from_a_dead_node_is_a_gap_for_its_groups_and_nothing_is_lost_in_silence()
            throws Exception {
        assumeTrue(nodes.get(0).major() >= 7, "sharded pub/sub is Redis 7's");
        int index = Cluster.slot("asgi__group__red") * 3 / SLOTS;
        RedisServers.Server victim = nodes.get(index);
        RedisServers.Server replica = replicaOf(victim);
        nodes.forEach(node -> node.command("CONFIG", "SET", "cluster-node-timeout", "1000"));
        Traffic traffic = traffic();

        victim.kill();
        await().atMost(DEADLINE).until(() -> {
            try (Jedis jedis = replica.client()) {
                return jedis.info("replication").contains("role:master");
            }
        });

        List<String> affected = GROUPS.stream()
                .filter(group -> Cluster.slot("asgi__group__" + group) * 3 / SLOTS == index)
                .toList();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(traffic.members())
                        .allSatisfy(member -> assertThat(member.gaps())
                                .flatExtracting(gap -> gap.groups())
                                .containsAll(affected)));
        traffic.flows();
        assertThat(traffic.failures()).isPositive();
        traffic.verify();
    }

    @Test
    void while_a_node_is_away_the_others_are_not_asked_for_each_message_to_it() {
        LayerBackend layer = layer("retry-min", "10m", "retry-max", "10m", "ping-interval", "10m");
        RedisServers.Server victim = nodes.get(Cluster.slot("asgi__group__red") * 3 / SLOTS);
        await().atMost(DEADLINE)
                .until(() -> layer.groupSend("red", Message.of("there"))
                        .handle((nothing, failure) -> failure == null)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS));
        victim.kill();
        await().atMost(DEADLINE).until(() -> failsAtOnce(layer));
        long before = connections(victim);

        await().during(Duration.ofSeconds(1)).atMost(DEADLINE).until(() -> failsAtOnce(layer));

        // The test itself connects to each when it asks, once.
        assertThat(connections(victim) - before).isLessThanOrEqualTo(2);
    }

    private static boolean failsAtOnce(LayerBackend layer) {
        return layer.groupSend("red", Message.of("away")).toCompletableFuture().isCompletedExceptionally();
    }

    /** Connections that all nodes but one have taken so far. */
    private long connections(RedisServers.Server without) {
        return nodes.stream()
                .filter(node -> node != without)
                .mapToLong(node -> {
                    try (Jedis jedis = node.client()) {
                        return jedis.info("stats")
                                .lines()
                                .filter(line -> line.startsWith("total_connections_received:"))
                                .mapToLong(line -> Long.parseLong(line.split(":", 2)[1]))
                                .sum();
                    }
                })
                .sum();
    }

    private RedisServers.Server replicaOf(RedisServers.Server primary) {
        RedisServers.Server replica = redis.start(
                "--cluster-enabled", "yes",
                "--cluster-config-file", "nodes-replica.conf",
                "--cluster-node-timeout", "1000",
                "--cluster-replica-validity-factor", "0",
                "--cluster-require-full-coverage", "no");
        try (Jedis jedis = replica.client();
                Jedis other = primary.client()) {
            String id = other.clusterMyId();
            nodes.forEach(node -> jedis.clusterMeet("127.0.0.1", node.port()));
            await().atMost(DEADLINE)
                    .until(() -> jedis.clusterNodes()
                                    .lines()
                                    .filter(line -> line.contains("master") && line.contains(" connected"))
                                    .count()
                            == 4);
            jedis.clusterReplicate(id);
            await().atMost(DEADLINE)
                    .until(() -> jedis.info("replication").contains("master_link_status:up")
                            && nodes.stream().allMatch(PubSubClusterIT::knowsReplica));
        }
        return replica;
    }

    private static boolean knowsReplica(RedisServers.Server node) {
        try (Jedis jedis = node.client()) {
            return jedis.clusterNodes().lines().anyMatch(line -> line.contains("slave") && line.contains(" connected"));
        }
    }

    private static void move(int slot, RedisServers.Server from, RedisServers.Server to) {
        try (Jedis source = from.client();
                Jedis target = to.client()) {
            String sourceId = source.clusterMyId();
            String targetId = target.clusterMyId();
            target.clusterSetSlotImporting(slot, sourceId);
            source.clusterSetSlotMigrating(slot, targetId);
            target.clusterSetSlotNode(slot, targetId);
            source.clusterSetSlotNode(slot, targetId);
        }
    }

    private Traffic traffic() throws Exception {
        return new Traffic(layer(), List.of(layer(), layer()), GROUPS);
    }

    private LayerBackend layer() {
        return layer("retry-max", "300ms", "read-timeout", "1s", "ping-interval", "500ms");
    }

    private LayerBackend layer(String... options) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        LayerConfig config = LayerConfig.of(
                "default",
                "redis-cluster://" + nodes.get(0).address() + "," + nodes.get(1).address(),
                map);
        LayerBackend layer = new PubSubLayer(
                RedisOptions.of(config), new LayerContext("default", Ticker.system(), new LayerCounters()));
        open.add(layer);
        return layer;
    }
}
