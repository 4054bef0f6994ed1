package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.OverflowPolicy;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.OutboundQueue.Verdict;
import ee.channels.testing.FakeClock;
import ee.channels.testing.ManualThreads;
import ee.channels.testing.RecordingTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {

    private final FakeClock clock = new FakeClock();
    private final ManualThreads threads = new ManualThreads(clock);
    private final ConnectionCounters counters = new ConnectionCounters();
    private final Writers writers = new Writers(threads, () -> false, 1, 2, clock, counters);
    private final RecordingTransport socket = new RecordingTransport();
    private final AtomicInteger closed = new AtomicInteger();

    private OutboundQueue queue(OverflowPolicy policy) {
        ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                .overflow(policy)
                .outboundMessages(3)
                .outboundBytes(10)
                .outboundAge(Duration.ofSeconds(20))
                .blockTimeout(Duration.ofMillis(50))
                .build();
        return new OutboundQueue(options, counters, threads, writers, clock, closed::incrementAndGet);
    }

    private OutboundQueue stalled(OverflowPolicy policy) {
        OutboundQueue queue = queue(policy);
        socket.stall();
        queue.attach(socket);
        assertThat(queue.send(Frame.text("0"))).isEqualTo(Verdict.FINE); // in flight
        return queue;
    }

    private void everyFrameIsCountedOnce() {
        long ends = 0;
        for (Kind kind : Kind.values()) {
            if (kind.name().startsWith("OUT_")) {
                ends += counters.get(kind);
            }
        }
        assertThat(counters.get(Kind.SENT)).isEqualTo(counters.get(Kind.WRITTEN) + ends);
    }

    @Test
    void what_is_sent_before_the_socket_opens_leaves_in_order_when_it_does() {
        OutboundQueue queue = queue(OverflowPolicy.CLOSE);
        queue.send(Frame.text("a"));
        queue.send(Frame.text("b"));

        queue.attach(socket);

        assertThat(socket.texts()).containsExactly("a", "b");
        everyFrameIsCountedOnce();
    }

    @Test
    void one_write_is_in_flight_ever() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("1"));
        queue.send(Frame.text("2"));
        assertThat(socket.texts()).containsExactly("0");

        socket.complete(null);
        assertThat(socket.texts()).containsExactly("0", "1");
        socket.resume();

        assertThat(socket.texts()).containsExactly("0", "1", "2");
        assertThat(socket.mostInFlight()).isEqualTo(1);
        everyFrameIsCountedOnce();
    }

    @Test
    void a_long_queue_needs_no_deep_stack() {
        ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                .outboundMessages(1_000_000)
                .outboundBytes(1 << 30)
                .build();
        OutboundQueue queue = new OutboundQueue(options, counters, threads, writers, clock, closed::incrementAndGet);
        for (int i = 0; i < 200_000; i++) {
            queue.send(Frame.text("x"));
        }

        queue.attach(socket);

        assertThat(counters.get(Kind.WRITTEN)).isEqualTo(200_000);
    }

    @Test
    void the_number_of_waiting_frames_is_bounded() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("1"));
        queue.send(Frame.text("2"));
        queue.send(Frame.text("3"));

        assertThat(queue.send(Frame.text("4"))).isEqualTo(Verdict.TOO_SLOW);
        assertThat(counters.get(Kind.OUT_DROPPED_OVERFLOW)).isEqualTo(1);
    }

    @Test
    void the_bytes_of_waiting_frames_are_bounded_but_one_always_fits() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);

        assertThat(queue.send(Frame.text("far more than ten bytes"))).isEqualTo(Verdict.FINE);
        assertThat(queue.send(Frame.text("x"))).isEqualTo(Verdict.TOO_SLOW);
    }

    @Test
    void high_water_marks_stay() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("aa"));
        queue.send(Frame.text("bbb"));
        socket.resume();

        assertThat(counters.get(ConnectionCounters.Mark.OUTBOUND_MESSAGES)).isEqualTo(2);
        assertThat(counters.get(ConnectionCounters.Mark.OUTBOUND_BYTES)).isEqualTo(5);
    }

    @Test
    void drop_oldest_makes_room_for_the_newest() {
        OutboundQueue queue = stalled(OverflowPolicy.DROP_OLDEST);
        for (int i = 1; i <= 5; i++) {
            assertThat(queue.send(Frame.text(Integer.toString(i)))).isEqualTo(Verdict.FINE);
        }

        socket.resume();

        assertThat(socket.texts()).containsExactly("0", "3", "4", "5");
        assertThat(counters.get(Kind.OUT_DROPPED_OLDEST)).isEqualTo(2);
        everyFrameIsCountedOnce();
    }

    @Test
    void coalesce_replaces_a_waiting_frame_of_the_same_key_in_its_place() {
        OutboundQueue queue = stalled(OverflowPolicy.COALESCE);
        queue.send(Frame.text("a1").keyed("a"));
        queue.send(Frame.text("b1").keyed("b"));
        queue.send(Frame.text("a2").keyed("a"));
        queue.send(Frame.text("c"));

        socket.resume();

        assertThat(socket.texts()).containsExactly("0", "a2", "b1", "c");
        assertThat(counters.get(Kind.OUT_COALESCED)).isEqualTo(1);
        everyFrameIsCountedOnce();
    }

    @Test
    void coalesce_does_not_replace_a_frame_in_flight() {
        OutboundQueue queue = queue(OverflowPolicy.COALESCE);
        socket.stall();
        queue.attach(socket);
        queue.send(Frame.text("a1").keyed("a"));
        queue.send(Frame.text("a2").keyed("a"));

        socket.resume();

        assertThat(socket.texts()).containsExactly("a1", "a2");
    }

    @Test
    void coalesce_drops_the_oldest_when_full_of_other_keys() {
        OutboundQueue queue = stalled(OverflowPolicy.COALESCE);
        for (String key : new String[] {"a", "b", "c", "d"}) {
            queue.send(Frame.text(key).keyed(key));
        }
        queue.send(Frame.text("a again").keyed("a"));

        socket.resume();

        assertThat(socket.texts()).endsWith("d", "a again");
        everyFrameIsCountedOnce();
    }

    @Test
    void block_waits_for_room() throws Exception {
        ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                .overflow(OverflowPolicy.BLOCK)
                .outboundMessages(1)
                .blockTimeout(Duration.ofMinutes(1))
                .build();
        OutboundQueue queue = new OutboundQueue(options, counters, threads, writers, clock, closed::incrementAndGet);
        socket.stall();
        queue.attach(socket);
        queue.send(Frame.text("0"));
        queue.send(Frame.text("1"));
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch started = new CountDownLatch(1);
            Future<Verdict> blocked = sender.submit(() -> {
                started.countDown();
                return queue.send(Frame.text("2"));
            });
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            socket.complete(null);

            assertThat(blocked.get(20, TimeUnit.SECONDS)).isEqualTo(Verdict.FINE);
            socket.resume();
            assertThat(socket.texts()).containsExactly("0", "1", "2");
        } finally {
            sender.shutdownNow();
        }
    }

    @Test
    void block_gives_up_after_its_time_out() {
        OutboundQueue queue = queue(OverflowPolicy.BLOCK);
        socket.stall();
        queue.attach(socket);
        for (int i = 0; i < 4; i++) {
            queue.send(Frame.text("x"));
        }

        assertThat(queue.send(Frame.text("y"))).isEqualTo(Verdict.TOO_SLOW);
    }

    @Test
    void block_does_not_wait_for_a_socket_that_is_not_open_yet() {
        OutboundQueue queue = new OutboundQueue(
                ConnectionOptions.defaults().toBuilder()
                        .overflow(OverflowPolicy.BLOCK)
                        .outboundMessages(1)
                        .blockTimeout(Duration.ofDays(1))
                        .build(),
                counters,
                threads,
                writers,
                clock,
                closed::incrementAndGet);
        queue.send(Frame.text("a"));

        assertThat(queue.send(Frame.text("b"))).isEqualTo(Verdict.TOO_SLOW);
    }

    @Test
    void a_write_in_flight_for_too_long_is_too_slow_under_every_policy() {
        for (OverflowPolicy policy : OverflowPolicy.values()) {
            OutboundQueue queue = queue(policy);
            RecordingTransport stuck = new RecordingTransport();
            stuck.stall();
            queue.attach(stuck);
            queue.send(Frame.text("a"));
            clock.advance(Duration.ofSeconds(20));
            assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.FINE);
            clock.advance(Duration.ofNanos(1));
            assertThat(queue.check(clock.nanos())).as(policy.name()).isEqualTo(Verdict.TOO_SLOW);
        }
    }

    @Test
    void a_frame_that_waits_for_too_long_is_dropped_where_the_policy_drops() {
        OutboundQueue queue = stalled(OverflowPolicy.DROP_OLDEST);
        queue.send(Frame.text("old"));
        clock.advance(Duration.ofSeconds(15));
        queue.send(Frame.text("young"));
        socket.complete(null); // "old" is in flight now
        socket.complete(null); // and now "young"
        queue.send(Frame.text("older"));
        clock.advance(Duration.ofSeconds(10));
        socket.complete(null);
        queue.send(Frame.text("x"));
        clock.advance(Duration.ofSeconds(11));

        assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.FINE);
    }

    @Test
    void a_frame_that_waits_for_too_long_makes_the_client_too_slow_where_the_policy_closes() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("waits"));
        clock.advance(Duration.ofSeconds(19));
        queue.send(Frame.text("more"));
        socket.complete(null); // "waits" is in flight, since now
        clock.advance(Duration.ofSeconds(19));
        assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.FINE);
        clock.advance(Duration.ofSeconds(2));

        assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.TOO_SLOW);
    }

    @Test
    void finish_closes_after_everything_that_was_sent_before() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("bye"));
        queue.finish(4000, "done");
        assertThat(queue.send(Frame.text("late"))).isEqualTo(Verdict.FINE);
        threads.runAll();
        assertThat(socket.closed()).isEmpty();

        socket.resume();
        threads.runAll();

        assertThat(socket.texts()).containsExactly("0", "bye");
        assertThat(socket.closed()).contains(new RecordingTransport.Closed(4000, "done"));
        assertThat(closed).hasValue(1);
        everyFrameIsCountedOnce();
    }

    @Test
    void abort_drops_what_waits_and_closes_at_once_on_another_thread() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("1"));
        queue.send(Frame.text("2"));

        queue.abort(1013, "slow", Kind.OUT_DROPPED_OVERFLOW);
        assertThat(socket.closed()).isEmpty();
        threads.runAll();

        assertThat(socket.closed()).contains(new RecordingTransport.Closed(1013, "slow"));
        assertThat(counters.get(Kind.OUT_DROPPED_OVERFLOW)).isEqualTo(2);
        socket.complete(new IOException("closed"));
        everyFrameIsCountedOnce();
    }

    @Test
    void abort_wins_over_a_finish_that_cannot_get_through() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.finish(1001, "going away");

        queue.abort(1013, "slow", Kind.OUT_DROPPED_OVERFLOW);
        queue.finish(4000, "later");
        threads.runAll();

        assertThat(socket.closed()).contains(new RecordingTransport.Closed(1013, "slow"));
        assertThat(closed).hasValue(1);
    }

    @Test
    void a_socket_that_opens_after_an_abort_is_closed_with_its_code() {
        OutboundQueue queue = queue(OverflowPolicy.CLOSE);
        queue.abort(4401, "session ended", Kind.OUT_DROPPED_ENDED);

        queue.attach(socket);
        threads.runAll();

        assertThat(socket.closed()).contains(new RecordingTransport.Closed(4401, "session ended"));
    }

    @Test
    void abandon_leaves_nothing_to_do() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("1"));

        queue.abandon();
        queue.abandon();
        threads.runAll();

        assertThat(socket.closed()).isEmpty();
        assertThat(closed).hasValue(1);
        assertThat(counters.get(Kind.OUT_DROPPED_ENDED)).isEqualTo(1);
    }

    @Test
    void a_write_that_the_engine_never_tells_of_counts_as_failed_once_the_socket_is_done_with() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);

        queue.abandon();

        assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(1);
        socket.complete(null); // too late
        assertThat(counters.get(Kind.WRITTEN)).isZero();
        everyFrameIsCountedOnce();
    }

    @Test
    void after_a_failed_write_nothing_more_is_written_and_everything_is_counted() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("1"));
        socket.complete(new IOException("broken"));
        socket.resume();

        assertThat(queue.send(Frame.text("2"))).isEqualTo(Verdict.FINE);
        assertThat(queue.ping()).isFalse();
        assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(3);
        assertThat(socket.texts()).containsExactly("0");
        everyFrameIsCountedOnce();
    }

    @Test
    void after_a_failed_write_the_engine_has_two_seconds_to_say_why() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        socket.complete(new IOException("broken"));

        clock.advance(Duration.ofSeconds(2));
        assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.FINE);
        clock.advance(Duration.ofNanos(1));
        assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.LOST);
    }

    @Test
    void a_failed_write_releases_who_waits_for_room() throws Exception {
        ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                .overflow(OverflowPolicy.BLOCK)
                .outboundMessages(1)
                .blockTimeout(Duration.ofMinutes(1))
                .build();
        OutboundQueue queue = new OutboundQueue(options, counters, threads, writers, clock, closed::incrementAndGet);
        socket.stall();
        queue.attach(socket);
        queue.send(Frame.text("0"));
        queue.send(Frame.text("1"));
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            AtomicReference<Thread> waiting = new AtomicReference<>();
            Future<Verdict> blocked = sender.submit(() -> {
                waiting.set(Thread.currentThread());
                return queue.send(Frame.text("2"));
            });
            Awaitility.await()
                    .until(() -> waiting.get() != null && waiting.get().getState() == Thread.State.TIMED_WAITING);
            socket.complete(new IOException("broken"));

            assertThat(blocked.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.FINE);
        } finally {
            sender.shutdownNow();
        }
        assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(3);
        everyFrameIsCountedOnce();
    }

    @Test
    void a_close_after_a_failed_write_still_closes_the_socket() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        queue.send(Frame.text("1"));
        queue.finish(1000, "done");

        socket.complete(new IOException("broken"));
        threads.runAll();

        assertThat(socket.closed()).contains(new RecordingTransport.Closed(1000, "done"));
        assertThat(closed).hasValue(1);
        everyFrameIsCountedOnce();
    }

    @Test
    void a_refused_write_is_counted_and_nothing_is_thrown() {
        OutboundQueue queue = queue(OverflowPolicy.CLOSE);
        queue.attach(new Transport() {
            @Override
            public void write(Frame frame, Completion completion) {
                throw new IllegalStateException("closed already");
            }

            @Override
            public void ping() {}

            @Override
            public void close(int code, String phrase) {}
        });

        assertThat(queue.send(Frame.text("a"))).isEqualTo(Verdict.FINE);
        assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(3));
        assertThat(queue.check(clock.nanos())).isEqualTo(Verdict.LOST);
        everyFrameIsCountedOnce();
    }

    @Test
    void a_ping_takes_the_slot_of_a_write() {
        OutboundQueue queue = queue(OverflowPolicy.CLOSE);
        queue.attach(socket);

        assertThat(queue.ping()).isTrue();
        queue.send(Frame.text("waits for the ping"));
        assertThat(socket.frames()).isEmpty();
        threads.runAll();

        assertThat(socket.pings()).isEqualTo(1);
        assertThat(socket.texts()).containsExactly("waits for the ping");
    }

    @Test
    void no_ping_is_sent_while_a_write_is_in_flight_or_after_the_end() {
        OutboundQueue queue = stalled(OverflowPolicy.CLOSE);
        assertThat(queue.ping()).isFalse();
        socket.resume();
        queue.finish(1000, "");

        assertThat(queue.ping()).isFalse();
    }

    @Test
    void many_senders_never_put_two_writes_in_flight_and_lose_nothing() throws Exception {
        ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                .outboundMessages(1_000_000)
                .outboundBytes(1 << 30)
                .build();
        OutboundQueue queue = new OutboundQueue(options, counters, threads, writers, clock, closed::incrementAndGet);
        ExecutorService engine = Executors.newFixedThreadPool(2);
        ExecutorService senders = Executors.newFixedThreadPool(4);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch written = new CountDownLatch(40_000);
        queue.attach(new Transport() {
            @Override
            public void write(Frame frame, Completion completion) {
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                Runnable done = () -> {
                    inFlight.decrementAndGet();
                    written.countDown();
                    completion.done(null);
                };
                if (frame.size() % 2 == 0) {
                    engine.execute(done);
                } else {
                    done.run();
                }
            }

            @Override
            public void ping() {}

            @Override
            public void close(int code, String phrase) {}
        });
        try {
            for (int s = 0; s < 4; s++) {
                senders.execute(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        queue.send(Frame.text(Integer.toString(i)));
                    }
                });
            }
            assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            senders.shutdownNow();
            engine.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }
}
