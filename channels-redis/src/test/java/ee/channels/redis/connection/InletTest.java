package ee.channels.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InletTest {
    private static final int PRODUCERS = 4;
    private static final int ROUNDS = 20_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean end = new AtomicBoolean();

    /** What a thread offers. */
    private record Item(int producer, int number) {}

    @AfterEach
    void stop() throws Exception {
        end.set(true);
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void what_one_thread_offers_is_polled_in_that_order() throws Exception {
        Inlet<Item> inlet = new Inlet<>(100);
        produce(producer -> {
            for (int number = 0; number < ROUNDS && !end.get(); number++) {
                while (!inlet.offer(new Item(producer, number)) && !end.get()) {
                    Thread.onSpinWait();
                }
            }
            return null;
        });

        Future<Map<Integer, Integer>> consumer = threads.submit(() -> {
            Map<Integer, Integer> next = new HashMap<>();
            for (int taken = 0; taken < PRODUCERS * ROUNDS && !end.get(); taken++) {
                Item item = take(inlet);
                assertThat(item.number()).isEqualTo(next.getOrDefault(item.producer(), 0));
                next.put(item.producer(), item.number() + 1);
            }
            return next;
        });

        assertThat(consumer.get(60, TimeUnit.SECONDS).values())
                .hasSize(PRODUCERS)
                .containsOnly(ROUNDS);
        assertThat(inlet.size()).isZero();
    }

    @Test
    void exactly_as_much_as_the_bound_is_taken_however_many_offer_at_once() throws Exception {
        Inlet<Item> inlet = new Inlet<>(100);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> producers = produce(producer -> {
            start.await();
            int taken = 0;
            for (int number = 0; number < 1000; number++) {
                taken += inlet.offer(new Item(producer, number)) ? 1 : 0;
            }
            return taken;
        });

        start.countDown();

        int taken = 0;
        for (Future<Integer> producer : producers) {
            taken += producer.get(20, TimeUnit.SECONDS);
        }
        assertThat(taken).isEqualTo(100);
        assertThat(inlet.size()).isEqualTo(100);
    }

    @Test
    void there_is_room_again_for_as_much_as_was_polled() {
        Inlet<String> inlet = new Inlet<>(2);
        assertThat(inlet.offer("a")).isTrue();
        assertThat(inlet.offer("b")).isTrue();
        assertThat(inlet.offer("c")).isFalse();

        assertThat(inlet.poll()).isEqualTo("a");

        assertThat(inlet.offer("d")).isTrue();
        assertThat(inlet.offer("e")).isFalse();
        assertThat(inlet.poll()).isEqualTo("b");
        assertThat(inlet.poll()).isEqualTo("d");
        assertThat(inlet.poll()).isNull();
        assertThat(inlet.size()).isZero();
    }

    @Test
    void every_offer_to_a_thread_that_falls_asleep_wakes_it() throws Exception {
        Inlet<Semaphore> inlet = new Inlet<>(1);
        threads.submit(() -> {
            while (!end.get()) {
                take(inlet).release();
            }
            return null;
        });

        // Waits for each to be taken, so that the consumer falls asleep again and again, and nobody else wakes it.
        Semaphore taken = new Semaphore(0);
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(inlet.offer(taken)).isTrue();
            assertThat(taken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void every_wake_up_of_a_thread_that_falls_asleep_ends_its_sleep() throws Exception {
        Inlet<String> inlet = new Inlet<>(0);
        Semaphore asked = new Semaphore(0);
        Semaphore seen = new Semaphore(0);
        threads.submit(() -> {
            while (!end.get()) {
                if (asked.tryAcquire()) {
                    seen.release();
                } else {
                    inlet.await(Long.MAX_VALUE);
                }
            }
        });

        for (int round = 0; round < ROUNDS; round++) {
            asked.release();
            inlet.wake();
            assertThat(seen.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }

        end.set(true);
        inlet.wake();
    }

    @Test
    void a_wake_up_before_the_sleep_ends_the_next_one() throws Exception {
        Inlet<String> inlet = new Inlet<>(1);
        inlet.wake();

        threads.submit(() -> inlet.await(Long.MAX_VALUE)).get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_sleep_ends_by_itself_when_its_time_is_over() throws Exception {
        Inlet<String> inlet = new Inlet<>(1);

        threads.submit(() -> {
                    inlet.await(TimeUnit.MILLISECONDS.toNanos(1));
                    inlet.await(0);
                    inlet.await(-1);
                })
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void nobody_sleeps_while_something_waits() throws Exception {
        Inlet<String> inlet = new Inlet<>(1);
        inlet.offer("a");

        threads.submit(() -> inlet.await(Long.MAX_VALUE)).get(20, TimeUnit.SECONDS);

        assertThat(inlet.poll()).isEqualTo("a");
    }

    private <T> T take(Inlet<T> inlet) throws InterruptedException {
        T item = inlet.poll();
        while (item == null) {
            inlet.await(Long.MAX_VALUE);
            if (end.get() || Thread.interrupted()) {
                throw new InterruptedException();
            }
            item = inlet.poll();
        }
        return item;
    }

    /** One of several that offer. */
    private interface Producer<R> {
        R run(int number) throws Exception;
    }

    private <R> List<Future<R>> produce(Producer<R> producer) {
        List<Future<R>> started = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            int number = i;
            Callable<R> task = () -> producer.run(number);
            started.add(threads.submit(task));
        }
        return started;
    }
}
