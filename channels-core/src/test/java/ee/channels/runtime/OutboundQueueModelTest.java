package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.OverflowPolicy;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.testing.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * The outbound queue in every order of its callers' steps, with up to two preemptions: one call into the engine at a
 * time but for the close, one farewell, {@code closed} once, each sender's frames in order and each in one counter.
 *
 * <p>Seen to find: a slot that a completion frees before the write has returned, a completion that counts twice (both
 * were in the code); an {@code abandon} that says closed when a close is under way; a pump that does not look whether a
 * write is in flight, or whether the farewell is taken; a completion that does not go on with the next frame.
 */
class OutboundQueueModelTest {

    private static final int PREEMPTIONS = 2;

    /** How the engine completes a write. */
    private enum Completes {
        INLINE,
        ELSEWHERE,
        BOTH,
        INLINE_AND_THROWS,
        FAILS_ELSEWHERE,
        /** It writes in one piece, by calls that block. */
        IN_PIECES,
        /** It writes in one piece, by calls that return before that is done. */
        IN_PIECES_ELSEWHERE
    }

    private static final Set<Completes> ELSEWHERE =
            EnumSet.of(Completes.ELSEWHERE, Completes.FAILS_ELSEWHERE, Completes.IN_PIECES_ELSEWHERE);

    private static final Set<Completes> IN_PIECES = EnumSet.of(Completes.IN_PIECES, Completes.IN_PIECES_ELSEWHERE);

    /** A queue, and an engine that looks closely. */
    private static class Subject implements Transport, Threads {

        private final Interleavings threads;
        private final ConnectionCounters counters = new ConnectionCounters();
        private final OutboundQueue queue;
        private final Completes completes;
        private final List<String> written = new ArrayList<>();
        private final List<Integer> farewells = new ArrayList<>();
        private boolean called;
        private boolean inFlight;
        private int closed;
        private boolean inOrder = true;

        Subject(Interleavings threads, OverflowPolicy policy, Completes completes) {
            this.threads = threads;
            this.completes = completes;
            ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                    .overflow(policy)
                    .outboundMessages(1)
                    .blockTimeout(Duration.ofMillis(50))
                    .build();
            queue = new OutboundQueue(
                    options,
                    counters,
                    this,
                    new Writers(this, () -> false, 1, 1, () -> 0, counters),
                    new FakeClock(),
                    () -> closed++,
                    threads.lock());
        }

        @Override
        public void write(Frame frame, Completion completion) {
            enter();
            if (!farewells.isEmpty() && inOrder) {
                threads.fail("A write after the farewell");
            }
            if (completes == Completes.FAILS_ELSEWHERE && !written.isEmpty()) {
                threads.fail("A write after one that failed");
            }
            written.add(((Frame.Text) frame).text());
            tell(completion);
            called = false;
            if (completes == Completes.BOTH) {
                threads.start("completion", () -> completion.done(null));
            }
            if (completes == Completes.INLINE_AND_THROWS) {
                throw new IllegalStateException("closed");
            }
        }

        final void tell(Completion completion) {
            inFlight = true;
            threads.step();
            if (ELSEWHERE.contains(completes)) {
                threads.start("completion", () -> complete(completion));
                threads.step();
            } else {
                complete(completion);
            }
        }

        private void complete(Completion completion) {
            inFlight = false;
            completion.done(completes == Completes.FAILS_ELSEWHERE ? new IOException("reset") : null);
        }

        final void enter() {
            if (called || inFlight) {
                threads.fail("Two calls into the engine at once");
            }
            called = true;
        }

        final void leave() {
            called = false;
        }

        final List<String> written() {
            return written;
        }

        @Override
        public void ping() {
            enter();
            threads.step();
            called = false;
        }

        @Override
        public void close(int code, String phrase) {
            farewells.add(code);
            threads.step();
        }

        @Override
        public Executor handlers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int writerLimit() {
            return 1;
        }

        @Override
        public int handlerLimit() {
            return 1;
        }

        @Override
        public Executor writers() {
            return engineCalls();
        }

        @Override
        public Executor engineCalls() {
            return task -> threads.start("engine call", task);
        }

        @Override
        public void schedule(Runnable task, Duration delay) {
            threads.start("timer", task); // at any moment: the writers may count as blocked whenever
        }

        @Override
        public void close() {}

        void send(String... texts) {
            for (String text : texts) {
                OutboundQueue.Verdict verdict = queue.send(Frame.text(text).keyed("key"));
                if (verdict == OutboundQueue.Verdict.TOO_SLOW) {
                    inOrder = false;
                    queue.abort(1013, "client too slow", Kind.OUT_DROPPED_OVERFLOW);
                }
            }
        }

        void everyFrameIsCountedOnce() {
            long ends = 0;
            for (Kind kind : Kind.values()) {
                if (kind.name().startsWith("OUT_")) {
                    ends += counters.get(kind);
                }
            }
            assertThat(counters.get(Kind.WRITTEN) + ends + queue.waiting())
                    .as("frames")
                    .isEqualTo(counters.get(Kind.SENT));
            boolean breaks = completes == Completes.FAILS_ELSEWHERE || completes == Completes.INLINE_AND_THROWS;
            assertThat(counters.get(Kind.WRITTEN) + counters.get(Kind.OUT_FAILED))
                    .as("writes, and what came after one that failed")
                    .isBetween((long) written.size(), breaks ? Long.MAX_VALUE : written.size());
            for (String sender : List.of("a", "b")) {
                assertThat(written.stream().filter(text -> text.startsWith(sender)))
                        .as("order")
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }

        void itHasEnded() {
            assertThat(queue.waiting()).as("waiting").isZero();
            assertThat(closed).as("closed").isEqualTo(1);
            assertThat(farewells).as("farewells").hasSizeLessThanOrEqualTo(1);
        }
    }

    /** An engine that writes in one piece. */
    private static final class Pieces extends Subject implements BatchingTransport {

        Pieces(Interleavings threads, OverflowPolicy policy, Completes completes) {
            super(threads, policy, completes);
        }

        @Override
        public void write(List<Frame> frames, Completion completion) {
            enter();
            frames.forEach(frame -> written().add(((Frame.Text) frame).text()));
            tell(completion);
            leave();
        }
    }

    private static void always(
            OverflowPolicy policy, Completes completes, int preemptions, BiConsumer<Interleavings, Subject> scenario) {
        int orders = Interleavings.explore(preemptions, threads -> {
            Subject subject = IN_PIECES.contains(completes)
                    ? new Pieces(threads, policy, completes)
                    : new Subject(threads, policy, completes);
            scenario.accept(threads, subject);
            return () -> {
                subject.everyFrameIsCountedOnce();
                subject.itHasEnded();
            };
        });
        assertThat(orders).as("orders").isGreaterThan(100);
    }

    @Test
    void senders_and_completions_from_other_threads_meet_a_finish() {
        always(OverflowPolicy.DROP_OLDEST, Completes.ELSEWHERE, PREEMPTIONS, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }

    @Test
    void two_senders_write_inline_in_turn() {
        always(OverflowPolicy.CLOSE, Completes.INLINE, PREEMPTIONS, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("other", () -> {
                subject.send("b1");
                subject.queue.finish(1000, "");
            });
        });
    }

    @Test
    void a_late_socket_meets_senders_that_overflow() {
        always(OverflowPolicy.CLOSE, Completes.ELSEWHERE, 1, (threads, subject) -> {
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("open", () -> subject.queue.attach(subject));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }

    @Test
    void ends_of_every_kind_meet_and_one_wins() {
        always(OverflowPolicy.CLOSE, Completes.INLINE, 1, (threads, subject) -> {
            subject.inOrder = false;
            subject.send("a1");
            threads.start("open", () -> subject.queue.attach(subject));
            threads.start("finish", () -> subject.queue.finish(1000, ""));
            threads.start("abort", () -> subject.queue.abort(1013, "", Kind.OUT_DROPPED_ENDED));
            threads.start("gone", () -> subject.queue.abandon());
        });
    }

    @Test
    void an_abort_comes_while_a_write_is_in_flight() {
        always(OverflowPolicy.COALESCE, Completes.ELSEWHERE, PREEMPTIONS, (threads, subject) -> {
            subject.inOrder = false; // a frame that was taken may meet the close
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("abort", () -> {
                subject.queue.abort(1001, "", Kind.OUT_DROPPED_ENDED);
                subject.queue.abort(1013, "", Kind.OUT_DROPPED_OVERFLOW);
                if (!subject.farewells.stream().allMatch(code -> code == 1001)) {
                    threads.fail("A later abort won");
                }
            });
        });
    }

    @Test
    void pings_and_checks_meet_writes() {
        always(OverflowPolicy.CLOSE, Completes.ELSEWHERE, 1, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("watchdog", () -> {
                subject.queue.ping();
                subject.queue.check(0);
            });
            threads.start("one", () -> {
                subject.send("a1");
                subject.queue.finish(1000, "");
            });
        });
    }

    @Test
    void a_sender_that_waits_for_room_meets_completions_and_an_end() {
        always(OverflowPolicy.BLOCK, Completes.ELSEWHERE, 1, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2", "a3"));
            threads.start("gone", () -> subject.queue.abandon());
        });
    }

    @Test
    void a_completion_that_comes_twice_counts_once_and_frees_nobody_elses_slot() {
        always(OverflowPolicy.DROP_OLDEST, Completes.BOTH, 1, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }

    @Test
    void a_write_that_completes_and_then_throws_counts_once() {
        always(OverflowPolicy.DROP_OLDEST, Completes.INLINE_AND_THROWS, PREEMPTIONS, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }

    @Test
    void pieces_meet_senders_and_a_finish_whether_or_not_the_writers_count_as_blocked() {
        always(OverflowPolicy.DROP_OLDEST, Completes.IN_PIECES, PREEMPTIONS, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }

    @Test
    void pieces_that_the_engine_tells_of_later_meet_senders_and_a_finish() {
        always(OverflowPolicy.DROP_OLDEST, Completes.IN_PIECES_ELSEWHERE, PREEMPTIONS, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }

    @Test
    void a_piece_meets_an_abort_and_a_ping() {
        always(OverflowPolicy.CLOSE, Completes.IN_PIECES, 1, (threads, subject) -> {
            subject.inOrder = false; // a piece that was taken may meet the close
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2"));
            threads.start("abort", () -> subject.queue.abort(1001, "", Kind.OUT_DROPPED_ENDED));
            threads.start("watchdog", () -> subject.queue.ping());
        });
    }

    @Test
    void a_write_that_fails_is_the_last_and_the_farewell_is_said() {
        always(OverflowPolicy.BLOCK, Completes.FAILS_ELSEWHERE, PREEMPTIONS, (threads, subject) -> {
            subject.queue.attach(subject);
            threads.start("one", () -> subject.send("a1", "a2", "a3"));
            threads.start("end", () -> subject.queue.finish(1000, ""));
        });
    }
}
