package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.ConnectionCounters.Mark;
import ee.channels.runtime.OutboundQueue.Verdict;
import ee.channels.runtime.Transport.Completion;
import ee.channels.testing.FakeClock;
import ee.channels.testing.ManualThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritersTest {

    private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults();

    private final FakeClock clock = new FakeClock();
    private final ManualThreads threads = new ManualThreads(clock);
    private final ConnectionCounters counters = new ConnectionCounters();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicBoolean handlersWait = new AtomicBoolean();
    private final CountDownLatch reads = new CountDownLatch(1);

    @AfterEach
    void everyClientReads() {
        reads.countDown();
    }

    /** An engine that writes in one piece, and tells the pieces from single frames. */
    private class Socket implements BatchingTransport {

        private final List<List<String>> pieces = new ArrayList<>(); // guarded by this, as all that follows
        private final List<String> singles = new ArrayList<>();
        private int code;

        @Override
        public void write(List<Frame> frames, Completion completion) {
            try {
                write(frames);
            } catch (IOException e) {
                completion.done(e);
                return;
            }
            completion.done(null);
        }

        void write(List<Frame> frames) throws IOException {
            synchronized (this) {
                pieces.add(frames.stream()
                        .map(frame -> ((Frame.Text) frame).text())
                        .toList());
            }
        }

        @Override
        public void write(Frame frame, Completion completion) {
            synchronized (this) {
                singles.add(((Frame.Text) frame).text());
            }
            completion.done(null);
        }

        @Override
        public void ping() {}

        @Override
        public synchronized void close(int with, String phrase) {
            code = with;
        }

        synchronized List<List<String>> pieces() {
            return List.copyOf(pieces);
        }

        synchronized List<String> singles() {
            return List.copyOf(singles);
        }

        synchronized int code() {
            return code;
        }
    }

    /** One whose client does not read until the test ends. */
    private final class Stuck extends Socket {

        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        void write(List<Frame> frames) throws IOException {
            super.write(frames);
            begun.countDown();
            Interrupted.await(reads);
        }
    }

    /** Waits as an engine does. */
    private static final class Interrupted {
        static void await(CountDownLatch latch) throws IOException {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private OutboundQueue queue(Threads on, Writers writers, Transport transport) {
        OutboundQueue queue = new OutboundQueue(OPTIONS, counters, on, writers, clock, closed::incrementAndGet);
        queue.attach(transport);
        return queue;
    }

    @Test
    void what_no_thread_could_be_started_for_is_written_when_one_can() {
        CrowdedThreads crowded = new CrowdedThreads(threads);
        Socket socket = new Socket();
        OutboundQueue queue = queue(crowded, new Writers(crowded, () -> false, 1, 2, clock, counters), socket);
        send(queue, "a", "b");
        threads.advance(Writers.PATIENCE);
        assertThat(socket.pieces()).isEmpty();

        crowded.makeRoom();
        threads.advance(Writers.PATIENCE);

        assertThat(socket.pieces()).containsExactly(List.of("a", "b"));
    }

    private OutboundQueue queue(Transport transport) {
        return queue(threads, new Writers(threads, handlersWait::get, 1, 2, clock, counters), transport);
    }

    private static void send(OutboundQueue queue, String... texts) {
        for (String text : texts) {
            assertThat(queue.send(Frame.text(text))).isEqualTo(Verdict.FINE);
        }
    }

    private void write() {
        while (threads.runEngineCall()) {
            // until nothing is left to do
        }
    }

    @Test
    void what_has_come_together_leaves_in_one_piece() {
        Socket socket = new Socket();
        OutboundQueue queue = queue(socket);

        send(queue, "1", "2", "3");
        write();
        send(queue, "4");
        write();

        assertThat(socket.pieces()).containsExactly(List.of("1", "2", "3"), List.of("4"));
        assertThat(socket.singles()).isEmpty();
        assertThat(counters.get(Kind.WRITTEN)).isEqualTo(4);
    }

    @Test
    void while_handlers_wait_more_comes_together_but_not_for_long() {
        Socket socket = new Socket();
        OutboundQueue queue = queue(socket);
        handlersWait.set(true);

        send(queue, "1", "2");
        write();
        assertThat(socket.pieces()).isEmpty();
        send(queue, "3");
        threads.advance(Writers.PATIENCE);
        write();

        assertThat(socket.pieces()).containsExactly(List.of("1", "2", "3"));
    }

    @Test
    void while_handlers_wait_and_go_on_sending_the_line_is_let_go_sooner() {
        Socket socket = new Socket();
        Socket other = new Socket();
        Writers writers = new Writers(threads, handlersWait::get, 1, 2, clock, counters);
        OutboundQueue queue = queue(threads, writers, socket);
        handlersWait.set(true);

        send(queue, "1");
        clock.advance(Writers.LONGEST_WAIT);
        send(queue(threads, writers, other), "2");
        write();

        assertThat(socket.pieces()).containsExactly(List.of("1"));
        assertThat(other.pieces()).containsExactly(List.of("2"));
    }

    @Test
    void the_line_is_let_go_when_no_handler_waits_any_more() {
        Socket socket = new Socket();
        Writers writers = new Writers(threads, handlersWait::get, 1, 2, clock, counters);
        OutboundQueue queue = queue(threads, writers, socket);
        handlersWait.set(true);
        send(queue, "1", "2");

        writers.letGo();
        write();

        assertThat(socket.pieces()).containsExactly(List.of("1", "2"));
    }

    @Test
    void fewer_writers_start_while_pieces_are_long() {
        Writers writers = new Writers(threads, handlersWait::get, 2, 2, clock, counters);
        List<OutboundQueue> queues = IntStream.range(0, 40)
                .mapToObj(i -> queue(threads, writers, new Socket()))
                .toList();
        handlersWait.set(true);
        queues.forEach(queue -> send(queue, "1"));
        writers.letGo();
        assertThat(threads.engineCallTasks()).isEqualTo(2);
        write();

        queues.forEach(queue -> send(queue, "1", "2", "3"));
        writers.letGo();
        write();
        queues.forEach(queue -> send(queue, "1"));
        writers.letGo();

        assertThat(threads.engineCallTasks()).isEqualTo(1);
    }

    @Test
    void nothing_is_written_on_the_senders_thread() {
        Socket socket = new Socket();

        send(queue(socket), "1");

        assertThat(socket.pieces()).isEmpty();
    }

    @Test
    void a_piece_has_its_end() {
        Socket socket = new Socket();
        OutboundQueue queue = queue(socket);

        send(queue, IntStream.range(0, 200).mapToObj(Integer::toString).toArray(String[]::new));
        write();

        assertThat(socket.pieces()).extracting(List::size).containsExactly(128, 72);
    }

    @Test
    void a_piece_takes_no_more_once_it_is_large() {
        Socket socket = new Socket();
        OutboundQueue queue = queue(socket);

        send(queue, "x".repeat(40_000), "y".repeat(40_000), "z");
        write();

        assertThat(socket.pieces()).extracting(List::size).containsExactly(2, 1);
    }

    @Test
    void the_farewell_comes_after_the_pieces() {
        Socket socket = new Socket();
        OutboundQueue queue = queue(socket);

        send(queue, "1", "2");
        queue.finish(1000, "");
        write();

        assertThat(socket.pieces()).containsExactly(List.of("1", "2"));
        assertThat(socket.code()).isEqualTo(1000);
        assertThat(closed).hasValue(1);
    }

    @Test
    void an_abort_before_the_writer_comes_leaves_it_nothing() {
        Socket socket = new Socket();
        OutboundQueue queue = queue(socket);

        send(queue, "1", "2");
        queue.abort(1013, "", Kind.OUT_DROPPED_OVERFLOW);
        write();

        assertThat(socket.pieces()).isEmpty();
        assertThat(socket.code()).isEqualTo(1013);
        assertThat(counters.get(Kind.OUT_DROPPED_OVERFLOW)).isEqualTo(2);
        assertThat(closed).hasValue(1);
    }

    @Test
    void all_of_a_failed_piece_is_counted_as_failed() {
        Socket socket = new Socket() {
            @Override
            void write(List<Frame> frames) throws IOException {
                throw new IOException("reset");
            }
        };
        OutboundQueue queue = queue(socket);

        send(queue, "1", "2");
        write();
        send(queue, "3");

        assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(3);
        assertThat(counters.get(Kind.WRITTEN)).isZero();
    }

    @Test
    void a_piece_whose_end_the_engine_tells_later_keeps_the_next_back_and_no_writer() {
        List<Completion> untold = new ArrayList<>();
        Socket socket = new Socket() {
            @Override
            public void write(List<Frame> frames, Completion completion) {
                super.write(frames, failure -> untold.add(completion));
            }
        };
        Socket other = new Socket();
        Writers writers = new Writers(threads, handlersWait::get, 1, 1, clock, counters);
        OutboundQueue queue = queue(threads, writers, socket);
        send(queue, "1", "2");
        write();

        send(queue, "3", "4");
        send(queue(threads, writers, other), "5");
        write();
        assertThat(socket.pieces()).containsExactly(List.of("1", "2"));
        assertThat(other.pieces()).containsExactly(List.of("5"));

        untold.get(0).done(null);
        write();
        assertThat(socket.pieces()).containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThat(counters.get(Kind.WRITTEN)).isEqualTo(3);

        untold.get(1).done(new IOException("reset"));
        write();
        assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(2);
    }

    @Test
    void a_client_that_has_held_up_a_writer_gets_frame_by_frame_for_a_while() {
        Socket socket = new Socket() {
            @Override
            void write(List<Frame> frames) throws IOException {
                super.write(frames);
                clock.advance(Duration.ofMillis(101));
            }
        };
        OutboundQueue queue = queue(socket);
        send(queue, "1", "2");
        write();

        send(queue, "3", "4");
        assertThat(socket.singles()).containsExactly("3", "4");

        clock.advance(Duration.ofSeconds(10));
        send(queue, "5", "6");
        write();
        assertThat(socket.pieces()).containsExactly(List.of("1", "2"), List.of("5", "6"));
    }

    @Test
    void when_all_writers_are_blocked_every_queue_writes_by_itself_until_one_comes_back() throws InterruptedException {
        try (OwnThreads own = new OwnThreads("test", WritersTest.class.getClassLoader(), 1, 2, false)) {
            Writers writers = new Writers(own, () -> false, 1, 2, clock, counters);
            Stuck one = new Stuck();
            Stuck two = new Stuck();
            Socket fine = new Socket();
            OutboundQueue second = queue(own, writers, two);
            OutboundQueue third = queue(own, writers, fine);

            send(queue(own, writers, one), "1");
            one.begun.await();
            Awaitility.await().until(() -> {
                send(second, "2"); // by itself if the other thread takes longer than the patience to start
                return two.begun.getCount() == 0;
            });
            send(third, "3");
            Awaitility.await().until(() -> fine.singles().equals(List.of("3")));
            send(third, "4");
            Awaitility.await().until(() -> fine.singles().equals(List.of("3", "4")));
            assertThat(counters.get(Mark.WRITER_THREADS)).isEqualTo(2);

            reads.countDown();
            Awaitility.await().until(() -> {
                send(third, "5");
                return !fine.pieces().isEmpty();
            });
        }
    }

    @Test
    void a_queue_that_outlives_the_threads_is_done_when_it_is_closed() {
        OwnThreads own = new OwnThreads("test", WritersTest.class.getClassLoader(), 1, 1, false);
        Socket socket = new Socket();
        OutboundQueue queue = queue(own, new Writers(own, () -> false, 1, 1, clock, counters), socket);
        own.close();

        queue.finish(1000, "");

        assertThat(closed).hasValue(1);
    }

    @Test
    void a_stuck_client_is_closed_while_it_holds_a_writer() throws InterruptedException {
        try (OwnThreads own = new OwnThreads("test", WritersTest.class.getClassLoader(), 1, 1, false)) {
            Stuck socket = new Stuck();
            OutboundQueue queue = queue(own, new Writers(own, () -> false, 1, 1, clock, counters), socket);
            send(queue, "1");
            socket.begun.await();
            send(queue, "2", "3");

            queue.abort(1013, "", Kind.OUT_DROPPED_OVERFLOW);

            Awaitility.await().until(() -> closed.get() == 1);
            assertThat(socket.code()).isEqualTo(1013);
            assertThat(counters.get(Kind.OUT_FAILED)).isEqualTo(1); // of which nobody knows whether it came
            assertThat(counters.get(Kind.OUT_DROPPED_OVERFLOW)).isEqualTo(2);
        }
    }
}
