package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Queues behind Sentinel, with a failover in the middle. */
class QueueSentinelIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final RedisServers redis = new RedisServers();
    private RedisServers.Server master;
    private RedisServers.Server replica;
    private RedisServers.Server sentinel;
    private QueueLayers layers;

    @BeforeEach
    void start() {
        master = redis.start();
        replica = redis.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        sentinel = redis.startSentinel(
                "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 1",
                "sentinel down-after-milliseconds mymaster 500",
                "sentinel failover-timeout mymaster 3000");
        await().atMost(DEADLINE).until(() -> {
            try (Jedis jedis = sentinel.client()) {
                return jedis.sentinelReplicas("mymaster").stream()
                        .anyMatch(known -> "ok".equals(known.get("master-link-status")));
            }
        });
        layers = new QueueLayers("redis-sentinel://" + sentinel.address() + "/mymaster/0");
    }

    @AfterEach
    void stop() {
        layers.close();
        redis.close();
    }

    private LayerBackend layer() {
        return layers.open("retry-max", "300ms", "read-timeout", "1s", "ping-interval", "500ms", "capacity", "1000000");
    }

    private int currentMaster() {
        try (Jedis jedis = sentinel.client()) {
            return Integer.parseInt(
                    jedis.sentinelGetMasterAddrByName("mymaster").get(1));
        }
    }

    @Test
    void a_master_that_dies_is_a_gap_and_the_next_one_carries_on() throws Exception {
        Traffic traffic = new Traffic(layer(), List.of(layer(), layer()), List.of("red", "green"));

        master.kill();

        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
        assertThat(currentMaster()).isEqualTo(replica.port());
    }

    @Test
    void a_master_that_is_replaced_is_left_and_a_named_channel_goes_on() throws Exception {
        LayerBackend sender = layer();
        Traffic traffic = new Traffic(sender, List.of(layer(), layer()), List.of("red", "green"));
        Inbox jobs = new Inbox();
        jobs.at(layer(), "jobs");

        sentinel.command("SENTINEL", "FAILOVER", "mymaster");

        await().atMost(DEADLINE).until(() -> currentMaster() == replica.port());
        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
        await().atMost(DEADLINE).until(() -> !jobs.gaps().isEmpty());
        done(sender.send("jobs", Message.of("hello")));
        assertThat(jobs.next().type()).isEqualTo("hello");
    }
}
