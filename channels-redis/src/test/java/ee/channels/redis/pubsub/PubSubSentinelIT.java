package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.Ticker;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** The layer behind Sentinel, with a failover in the middle. */
class PubSubSentinelIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final RedisServers redis = new RedisServers();
    private final List<LayerBackend> open = new ArrayList<>();
    private RedisServers.Server master;
    private RedisServers.Server replica;
    private RedisServers.Server sentinel;

    @BeforeEach
    void start() {
        master = redis.start(password(), "--requirepass", "secret", "--masterauth", "secret");
        replica = redis.start(
                password(),
                "--requirepass",
                "secret",
                "--masterauth",
                "secret",
                "--replicaof",
                "127.0.0.1",
                Integer.toString(master.port()));
        sentinel = redis.startSentinel(
                "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 1",
                "sentinel auth-pass mymaster secret",
                "sentinel down-after-milliseconds mymaster 500",
                "sentinel failover-timeout mymaster 3000");
        await().atMost(DEADLINE).until(() -> {
            try (Jedis jedis = sentinel.client()) {
                return jedis.sentinelReplicas("mymaster").stream()
                        .anyMatch(known -> "ok".equals(known.get("master-link-status")));
            }
        });
    }

    private static DefaultJedisClientConfig.Builder password() {
        return DefaultJedisClientConfig.builder().password("secret");
    }

    @AfterEach
    void stop() {
        open.forEach(LayerBackend::close);
        redis.close();
    }

    @Test
    void a_master_that_dies_is_a_gap_and_the_next_one_carries_on() throws Exception {
        Traffic traffic = traffic();

        master.kill();

        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
        assertThat(currentMaster()).isEqualTo(replica.port());
    }

    @Test
    void a_master_that_is_replaced_while_it_goes_on_answering_is_left_and_what_others_sent_there_is_a_gap()
            throws Exception {
        Traffic traffic = traffic();

        sentinel.command("SENTINEL", "FAILOVER", "mymaster");

        await().atMost(DEADLINE).until(() -> currentMaster() == replica.port());
        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_master_that_goes_on_as_one_when_the_sentinels_name_another_is_left_and_what_others_sent_there_is_a_gap()
            throws Exception {
        RedisServers.Server other = redis.start(password(), "--requirepass", "secret");
        Traffic traffic = traffic();

        sentinel.command("SENTINEL", "REMOVE", "mymaster");
        sentinel.command("SENTINEL", "MONITOR", "mymaster", "127.0.0.1", Integer.toString(other.port()), "1");

        traffic.gapsAreTold();
        await().atMost(DEADLINE).until(() -> {
            try (Jedis jedis = master.client()) {
                return jedis.pubsubNumSub("asgi__group__red").get("asgi__group__red") == 0;
            }
        });
        traffic.flows();
        traffic.verify();
    }

    private int currentMaster() {
        try (Jedis jedis = sentinel.client()) {
            return Integer.parseInt(
                    jedis.sentinelGetMasterAddrByName("mymaster").get(1));
        }
    }

    private Traffic traffic() throws Exception {
        return new Traffic(layer(), List.of(layer(), layer()), List.of("red", "green"));
    }

    private LayerBackend layer() {
        LayerConfig config = LayerConfig.of(
                "default",
                // The first one is nobody's: the next is asked then.
                "redis-sentinel://:secret@127.0.0.1:1," + sentinel.address() + "/mymaster/0",
                Map.of("retry-max", "300ms", "read-timeout", "1s", "ping-interval", "500ms"));
        LayerBackend layer = new PubSubLayer(
                RedisOptions.of(config), new LayerContext("default", Ticker.system(), new LayerCounters()));
        open.add(layer);
        return layer;
    }
}
