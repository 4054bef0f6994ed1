package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.redis.config.ReaderOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch busy = new CountDownLatch(1);

    @Test
    void a_lane_takes_its_bound_of_messages_and_gives_back_what_waits_when_it_ends() throws Exception {
        Lanes lanes = lanes(new ReaderOptions(1, 2, 1000));
        keepBusy(lanes);

        assertThat(lanes.offer(arrival("a", 1))).isTrue();
        assertThat(lanes.offer(arrival("b", 1))).isTrue();
        assertThat(lanes.offer(arrival("c", 1))).isFalse();

        release.countDown();
        await().atMost(DEADLINE).until(() -> handled.size() == 3);
        assertThat(handled).containsExactly("busy", "a", "b");
        assertThat(lanes.end()).isEmpty();
    }

    @Test
    void a_lane_takes_its_bound_of_bytes_and_one_message_whatever_its_size() throws Exception {
        Lanes lanes = lanes(new ReaderOptions(1, 100, 1000));
        keepBusy(lanes);

        assertThat(lanes.offer(arrival("large", 5000))).isTrue();
        assertThat(lanes.offer(arrival("small", 1))).isFalse();

        release.countDown();
        await().atMost(DEADLINE).until(() -> handled.contains("large"));
        await().atMost(DEADLINE).until(() -> lanes.offer(arrival("small", 1)));
        lanes.end();
    }

    @Test
    void a_message_that_cannot_be_handled_costs_no_other() {
        Lanes lanes = new Lanes("test", new ReaderOptions(1, 100, 1000), arrival -> {
            if (arrival.name().equals("bad")) {
                throw new IllegalStateException("the handler is at fault");
            }
            handled.add(arrival.name());
        });

        lanes.offer(arrival("bad", 1));
        lanes.offer(arrival("good", 1));

        await().atMost(DEADLINE).until(() -> handled.contains("good"));
        lanes.end();
    }

    @Test
    void a_lane_does_not_wait_for_another_one_that_is_busy() throws Exception {
        Lanes lanes = lanes(new ReaderOptions(8, 1000, 100_000));
        keepBusy(lanes);

        await().atMost(DEADLINE).until(() -> {
            lanes.offer(arrival("n" + handled.size() + System.nanoTime(), 1));
            return handled.size() > 1;
        });

        release.countDown();
        lanes.end();
    }

    private Lanes lanes(ReaderOptions options) {
        return new Lanes("test", options, arrival -> {
            handled.add(arrival.name());
            if (arrival.name().equals("busy")) {
                busy.countDown();
                try {
                    release.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    private void keepBusy(Lanes lanes) throws InterruptedException {
        lanes.offer(arrival("busy", 1));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Arrival arrival(String name, int bytes) {
        return new Arrival(name, new byte[bytes]);
    }
}
