package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.Ticker;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscriber;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that cannot keep up, beside one that can. */
class PubSubSlowReaderIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MESSAGES = 1000;
    private static final int BACKLOG = 10;
    private static final int CAPACITY = 3;

    private final RedisServers redis = new RedisServers();
    private final RedisServers.Server server = redis.start();
    private final List<LayerBackend> open = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        open.forEach(LayerBackend::close);
        redis.close();
    }

    /** Takes everything, after a while. */
    private final class Stuck implements Subscriber {
        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public Object application() {
            return this;
        }

        @Override
        public boolean offer(Delivery delivery) {
            begun.countDown();
            try {
                return release.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void gap(Gap gap) {}
    }

    @Test
    void a_node_that_is_stuck_does_not_slow_another_and_what_it_drops_is_counted_to_the_message() throws Exception {
        LayerBackend sender = layer(new LayerCounters(), Map.of());
        LayerCounters quickly = new LayerCounters();
        LayerBackend quick = layer(quickly, Map.of("capacity", Integer.toString(MESSAGES)));
        LayerCounters slowly = new LayerCounters();
        LayerBackend slow = layer(
                slowly,
                Map.of("readers", "1", "backlog", Integer.toString(BACKLOG), "capacity", Integer.toString(CAPACITY)));
        Inbox inbox = new Inbox();
        join(quick, inbox);
        Stuck stuck = new Stuck();
        join(slow, stuck);
        // Its neighbour reads nothing at all.
        String neighbour = slow.newChannel();
        new Inbox().at(slow, neighbour);
        done(slow, neighbour);

        List<String> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            sender.groupSend("room", Message.of("m" + i)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            sent.add("m" + i);
            assertThat(stuck.begun.await(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(inbox.types(MESSAGES)).isEqualTo(sent);
        // A message is counted after it has been handed over.
        await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(quickly.get(Kind.DELIVERED)).isEqualTo(MESSAGES);
            assertThat(quickly.get(Kind.ADDRESSED)).isEqualTo(MESSAGES);
        });
        // One is on its way in, and behind it waits the backlog.
        int taken = 1 + BACKLOG;
        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(slowly.get(Kind.DROPPED_OVERRUN)).isEqualTo(2L * (MESSAGES - taken)));
        release.countDown();
        await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(slowly.get(Kind.DELIVERED)).isEqualTo(taken + CAPACITY);
            assertThat(slowly.get(Kind.DROPPED_FULL)).isEqualTo(taken - CAPACITY);
            assertThat(slowly.get(Kind.ADDRESSED)).isEqualTo(2L * MESSAGES);
            assertThat(slowly.waiting()).isZero();
        });
        assertThat(slowly.get(Kind.GAPS)).isZero();
    }

    private static void join(LayerBackend layer, Subscriber subscriber) throws Exception {
        String channel = layer.newChannel();
        if (subscriber instanceof Inbox inbox) {
            inbox.at(layer, channel);
        } else {
            layer.subscribe(channel, subscriber);
        }
        done(layer, channel);
    }

    private static void done(LayerBackend layer, String channel) throws Exception {
        layer.join("room", channel).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private LayerBackend layer(LayerCounters counters, Map<String, String> options) {
        LayerConfig config = LayerConfig.of("default", "redis://" + server.address(), options);
        LayerBackend layer =
                new PubSubLayer(RedisOptions.of(config), new LayerContext("default", Ticker.system(), counters));
        open.add(layer);
        return layer;
    }
}
