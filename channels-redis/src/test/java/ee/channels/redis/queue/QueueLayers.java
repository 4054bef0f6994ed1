package ee.channels.redis.queue;

import ee.channels.Ticker;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.redis.config.RedisOptions;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The layers of one test, which ends them.
 *
 * <p>Confined to one test's thread.
 */
final class QueueLayers implements AutoCloseable {
    static final long DEADLINE_SECONDS = 20;

    private final Deque<QueueLayer> open = new ArrayDeque<>();
    private final String url;

    /** @param url of the Redis, such as {@code redis://127.0.0.1:6379} */
    QueueLayers(String url) {
        this.url = url;
    }

    /** One more layer; options as key, value, key, value. */
    QueueLayer open(String... options) {
        return open(new LayerCounters(), options);
    }

    QueueLayer open(LayerCounters counters, String... options) {
        return open(counters, InstantSource.system(), options);
    }

    QueueLayer open(LayerCounters counters, InstantSource time, String... options) {
        Map<String, String> all = new HashMap<>(Map.of("mode", "queue"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        LayerConfig config = LayerConfig.of("default", url, all);
        QueueLayer layer =
                new QueueLayer(RedisOptions.of(config), new LayerContext("default", Ticker.system(), counters), time);
        open.push(layer);
        return layer;
    }

    /** Subscribes an inbox to a new channel. */
    static String read(LayerBackend layer, Inbox inbox) {
        String channel = layer.newChannel();
        inbox.at(layer, channel);
        return channel;
    }

    /** Waits until an operation has its effect. */
    static void done(CompletionStage<Void> stage) {
        Throwable failure = outcome(stage);
        if (failure != null) {
            throw new AssertionError("The operation failed", failure);
        }
    }

    /** Waits until an operation has failed. */
    static Throwable failure(CompletionStage<Void> stage) {
        Throwable failure = outcome(stage);
        if (failure == null) {
            throw new AssertionError("The operation worked");
        }
        return failure;
    }

    /** Waits for the end of an operation; null if it worked. */
    static Throwable outcome(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException late) {
            throw new AssertionError("The operation neither worked nor failed", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        open.forEach(QueueLayer::close);
    }
}
