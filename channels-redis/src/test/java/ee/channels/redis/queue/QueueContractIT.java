package ee.channels.redis.queue;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerContract;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.redis.RedisServers;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What every layer promises, held by queues in a real Redis: in each format, encrypted, and over several databases.
 * Several tests at once, each with keys of its own, since messages expire in real time.
 */
class QueueContractIT {
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static RedisServers servers;
    private static RedisServers.Server redis;

    @BeforeAll
    static void start() {
        servers = new RedisServers();
        redis = servers.start();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Execution(ExecutionMode.CONCURRENT) // here, so that no other class runs beside these
    abstract static class Contract extends ChannelLayerContract {
        private final Ticker ticker = Ticker.system();
        /** Layers of one test share keys, those of different tests do not. */
        private final String prefix = "t" + PREFIXES.incrementAndGet();

        abstract Map<String, String> variant();

        String url() {
            return "redis://" + redis.address();
        }

        @Override
        protected LayerBackend open(Map<String, String> options, LayerCounters counters) {
            Map<String, String> all = new HashMap<>(variant());
            all.putAll(options);
            all.put("mode", "queue");
            all.put("prefix", prefix);
            return new QueueLayer(
                    RedisOptions.of(LayerConfig.of("default", url(), all)),
                    new LayerContext("default", ticker, counters),
                    InstantSource.system());
        }

        @Override
        protected Ticker ticker() {
            return ticker;
        }

        /** So long that what must not expire has seconds left on a machine that is busy. */
        @Override
        protected Duration aWhile() {
            return Duration.ofSeconds(3);
        }

        @Override
        protected void letPass(Duration time) {
            // Real time, a little more than asked for: Redis reckons in milliseconds of its own.
            long until = System.nanoTime() + time.plusMillis(50).toNanos();
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Nested
    class With_msgpack extends Contract {
        @Override
        Map<String, String> variant() {
            return Map.of();
        }
    }

    @Nested
    class With_JSON extends Contract {
        @Override
        Map<String, String> variant() {
            return Map.of("format", "json");
        }
    }

    @Nested
    class Encrypted extends Contract {
        @Override
        Map<String, String> variant() {
            return Map.of("encryption-keys", "first second");
        }
    }

    @Nested
    class With_JSON_encrypted_and_four_writers extends Contract {
        @Override
        Map<String, String> variant() {
            return Map.of("format", "json", "encryption-keys", "first", "writers", "4");
        }
    }

    /** A named channel has its capacity in each of the databases, since senders take them in turn. */
    @Nested
    class Over_ten_databases extends Contract {
        @Override
        Map<String, String> variant() {
            return Map.of();
        }

        @Override
        String url() {
            StringBuilder url = new StringBuilder("redis://");
            for (int database = 0; database < 10; database++) {
                url.append(database == 0 ? "" : ",")
                        .append(redis.address())
                        .append('/')
                        .append(database);
            }
            return url.toString();
        }

        @Override
        protected boolean tellsTheSender() {
            return false;
        }
    }

    @Nested
    class In_a_cluster extends Contract {
        private static ClusterOfThree cluster;

        @BeforeAll
        static void startCluster() {
            cluster = new ClusterOfThree(servers);
        }

        @Override
        Map<String, String> variant() {
            return Map.of();
        }

        @Override
        String url() {
            return cluster.url();
        }
    }
}
