package ee.channels.redis.queue;

import static org.awaitility.Awaitility.await;

import ee.channels.redis.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;

/** A Cluster of three primaries, which end with the servers that they were started by. */
final class ClusterOfThree {
    static final int SLOTS = 16384;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final List<RedisServers.Server> nodes = new ArrayList<>();

    ClusterOfThree(RedisServers servers) {
        for (int i = 0; i < 3; i++) {
            nodes.add(servers.start(
                    "--cluster-enabled", "yes",
                    "--cluster-config-file", "queue-nodes-" + i + ".conf",
                    "--cluster-node-timeout", "15000",
                    "--cluster-require-full-coverage", "no"));
        }
        for (int i = 0; i < 3; i++) {
            try (Jedis jedis = nodes.get(i).client()) {
                nodes.forEach(other -> jedis.clusterMeet("127.0.0.1", other.port()));
                int from = SLOTS * i / 3;
                int[] slots = new int[SLOTS * (i + 1) / 3 - from];
                for (int slot = 0; slot < slots.length; slot++) {
                    slots[slot] = from + slot;
                }
                jedis.clusterAddSlots(slots);
            }
        }
        await().atMost(DEADLINE).until(() -> nodes.stream().allMatch(ClusterOfThree::isComplete));
    }

    private static boolean isComplete(RedisServers.Server node) {
        try (Jedis jedis = node.client()) {
            return jedis.clusterInfo().contains("cluster_state:ok")
                    && jedis.clusterInfo().contains("cluster_slots_ok:" + SLOTS)
                    && jedis.clusterNodes()
                                    .lines()
                                    .filter(line -> line.contains(" connected"))
                                    .count()
                            == 3;
        }
    }

    String url() {
        return "redis-cluster://" + nodes.get(0).address() + "," + nodes.get(1).address();
    }

    List<RedisServers.Server> nodes() {
        return nodes;
    }

    /** Who had a slot in the beginning. */
    RedisServers.Server nodeOf(int slot) {
        return nodes.stream()
                .filter(node -> slot < SLOTS * (nodes.indexOf(node) + 1) / 3)
                .findFirst()
                .orElseThrow();
    }
}
