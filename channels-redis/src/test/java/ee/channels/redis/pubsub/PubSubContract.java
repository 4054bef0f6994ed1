package ee.channels.redis.pubsub;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerContract;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.redis.RedisServers;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of channel layers over pub/sub; each subclass is one configuration. */
abstract class PubSubContract extends ChannelLayerContract {
    private static RedisServers redis;
    private static RedisServers.Server server;

    private int layers;

    @BeforeAll
    static void start() {
        redis = new RedisServers();
        server = redis.start("--databases", "100");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    /** The address of a server, as it stands in a URL. */
    protected static String server() {
        return server.address();
    }

    /** The hosts, as they stand in a URL. */
    protected String hosts() {
        return server() + "/0";
    }

    /** What the configuration adds. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    @Override
    protected LayerBackend open(Map<String, String> options, LayerCounters counters) {
        Map<String, String> all = new HashMap<>(settings());
        all.putAll(options);
        // Layers of different tests, and of one, share a server, but no group.
        all.putIfAbsent("prefix", "t" + Long.toString(System.nanoTime(), 36) + "-" + layers++);
        LayerConfig config = LayerConfig.of("default", "redis://" + hosts(), all);
        return new PubSubLayer(RedisOptions.of(config), new LayerContext("default", ticker(), counters));
    }

    @Override
    protected Ticker ticker() {
        return Ticker.system();
    }

    @Override
    protected void letPass(Duration time) {
        try {
            if (new CountDownLatch(1).await(time.toMillis() + 1, TimeUnit.MILLISECONDS)) {
                throw new AssertionError();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    protected boolean keepsForLaterReaders() {
        return false;
    }

    @Override
    protected boolean tellsTheSender() {
        return false;
    }
}
