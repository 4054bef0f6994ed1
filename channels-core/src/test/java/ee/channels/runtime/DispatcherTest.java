package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.testing.FakeClock;
import ee.channels.testing.ManualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private final FakeClock clock = new FakeClock();

    private static Mailbox mailbox(Runnable handler) {
        Mailbox mailbox = new Mailbox(
                new Mailbox.Owner() {
                    @Override
                    public void handle(Event event) {
                        handler.run();
                    }

                    @Override
                    public void ready(Event first) {
                        // the test says when
                    }
                },
                new ConnectionCounters());
        mailbox.leave();
        mailbox.offer(new Event.Text("x"), 10, 1_000, 0);
        return mailbox;
    }

    @Test
    void many_ready_mailboxes_start_no_more_workers_than_there_are_processors() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
        AtomicInteger handled = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            dispatcher.ready("group", mailbox(handled::incrementAndGet));
        }

        assertThat(threads.handlerTasks()).isEqualTo(2);
        threads.runAll();

        assertThat(handled).hasValue(10_000);
        assertThat(dispatcher.waiting()).isZero();
    }

    @Test
    void what_is_added_in_a_row_begins_at_its_end() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
        AtomicInteger handled = new AtomicInteger();

        for (int i = 0; i < 5; i++) {
            dispatcher.add("group", mailbox(handled::incrementAndGet));
        }
        assertThat(threads.handlerTasks()).isZero();
        dispatcher.go();
        assertThat(threads.handlerTasks()).isEqualTo(1);
        threads.runAll();

        assertThat(handled).hasValue(5);
    }

    @Test
    void a_long_row_begins_before_its_end() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
        for (int i = 0; i < 200; i++) {
            dispatcher.add("group", mailbox(() -> {}));
        }

        assertThat(threads.handlerTasks()).isEqualTo(1);
    }

    @Test
    void a_row_for_another_party_ends_the_one_before() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 1, clock, () -> {});
        List<String> order = new ArrayList<>();
        dispatcher.add("a", mailbox(() -> order.add("a1")));
        dispatcher.add("a", mailbox(() -> order.add("a2")));
        dispatcher.add("b", mailbox(() -> order.add("b1")));
        threads.runAll();
        assertThat(order).containsExactly("a1", "a2");
        dispatcher.go();
        threads.runAll();

        assertThat(order).containsExactly("a1", "a2", "b1");
        assertThat(dispatcher.waiting()).isZero();
    }

    @Test
    void who_has_stayed_with_a_row_for_long_gets_help_and_looks_after_the_others() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
        List<String> order = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            dispatcher.add("a", mailbox(() -> {
                order.add("a" + number);
                clock.advance(Dispatcher.STAY);
                order.add(threads.handlerTasks() + " more");
            }));
        }
        dispatcher.go();
        dispatcher.add("b", mailbox(() -> order.add("b1")));
        dispatcher.go();
        assertThat(threads.handlerTasks()).isEqualTo(2);
        assertThat(threads.runHandler()).isTrue();

        assertThat(order).containsExactly("a1", "1 more", "b1", "a2", "1 more", "a3", "1 more");
    }

    @Test
    void a_slow_row_starts_another_worker() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
        List<Integer> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dispatcher.add("a", mailbox(() -> {
                waiting.add(threads.handlerTasks());
                clock.advance(Dispatcher.STAY);
            }));
        }
        dispatcher.go();
        threads.runAll();

        assertThat(waiting).containsExactly(0, 1, 1);
    }

    @Test
    void what_many_threads_make_ready_at_once_runs_once() throws Exception {
        int senders = 8;
        int rows = 200;
        int members = 150;
        OwnThreads threads = new OwnThreads("test", DispatcherTest.class.getClassLoader(), 8, 2, false);
        CountDownLatch handled = new CountDownLatch(senders * rows * members);
        AtomicInteger tooOften = new AtomicInteger();
        try {
            Dispatcher dispatcher = new Dispatcher(threads, 4, clock, () -> {});
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                String party = "group" + i % 3;
                all.add(new Thread(() -> {
                    for (int row = 0; row < rows; row++) {
                        for (int member = 0; member < members; member++) {
                            AtomicInteger runs = new AtomicInteger();
                            dispatcher.add(party, mailbox(() -> {
                                tooOften.addAndGet(runs.getAndIncrement());
                                handled.countDown();
                            }));
                        }
                        dispatcher.go();
                    }
                }));
            }
            all.forEach(Thread::start);

            assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(tooOften).hasValue(0);
            assertThat(dispatcher.waiting()).isZero();
            for (Thread sender : all) {
                sender.join();
            }
        } finally {
            threads.close();
        }
    }

    @Test
    void a_row_whose_first_handlers_block_goes_on_with_other_workers() throws Exception {
        OwnThreads threads = new OwnThreads("test", DispatcherTest.class.getClassLoader(), 8, 2, false);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(3);
        try {
            Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
            dispatcher.add("group", mailbox(() -> await(blocked)));
            dispatcher.add("group", mailbox(() -> await(blocked)));
            for (int i = 0; i < 3; i++) {
                dispatcher.add("group", mailbox(others::countDown));
            }
            dispatcher.go();

            assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            blocked.countDown();
            threads.close();
        }
    }

    @Test
    void lanes_take_turns() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 1, clock, () -> {});
        List<String> order = new ArrayList<>();
        dispatcher.ready("a", mailbox(() -> order.add("a1")));
        dispatcher.ready("a", mailbox(() -> order.add("a2")));
        dispatcher.ready("a", mailbox(() -> order.add("a3")));
        dispatcher.ready("b", mailbox(() -> order.add("b1")));

        threads.runAll();

        assertThat(order).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void who_has_nothing_to_do_says_so_once_all_mailboxes_have_run() {
        ManualThreads threads = new ManualThreads(clock);
        List<String> order = new ArrayList<>();
        Dispatcher dispatcher = new Dispatcher(threads, 1, clock, () -> order.add("calm"));
        dispatcher.ready("a", mailbox(() -> order.add("a1")));
        dispatcher.ready("a", mailbox(() -> order.add("a2")));

        threads.runAll();

        assertThat(order).containsExactly("a1", "a2", "calm");
    }

    @Test
    void nothing_that_works_is_relieved() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 1, clock, () -> {});
        dispatcher.ready("a", mailbox(() -> {}));
        dispatcher.ready("a", mailbox(() -> {}));
        threads.runAll();

        threads.advance(Dispatcher.PATIENCE);

        assertThat(threads.handlerTasks()).isZero();
    }

    @Test
    void what_no_thread_could_be_started_for_runs_when_one_can() {
        ManualThreads manual = new ManualThreads(clock);
        CrowdedThreads threads = new CrowdedThreads(manual);
        Dispatcher dispatcher = new Dispatcher(threads, 1, clock, () -> {});
        AtomicInteger handled = new AtomicInteger();
        dispatcher.ready("group", mailbox(handled::incrementAndGet));
        manual.advance(Dispatcher.PATIENCE);
        assertThat(handled).hasValue(0);

        threads.makeRoom();
        manual.advance(Dispatcher.PATIENCE);

        assertThat(handled).hasValue(1);
        assertThat(dispatcher.waiting()).isZero();
    }

    @Test
    void a_mailbox_that_fails_takes_no_other_and_no_worker_along() {
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 1, clock, () -> {});
        AtomicInteger handled = new AtomicInteger();
        dispatcher.ready("one", mailbox(() -> {
            throw new StackOverflowError("on purpose");
        }));
        dispatcher.ready("other", mailbox(handled::incrementAndGet));
        threads.runAll();
        dispatcher.ready("one", mailbox(handled::incrementAndGet));
        threads.runAll();

        assertThat(handled).hasValue(2);
    }

    @Test
    void a_group_whose_handlers_block_does_not_hold_up_another() throws Exception {
        expectShares(Dispatcher::ready);
    }

    @Test
    void rows_whose_handlers_block_take_no_more_than_their_share() throws Exception {
        expectShares(Dispatcher::add);
    }

    /** How a mailbox is made ready. */
    @FunctionalInterface
    private interface Way {
        void make(Dispatcher dispatcher, Object party, Mailbox ready);
    }

    private void expectShares(Way way) throws Exception {
        OwnThreads threads = new OwnThreads("test", DispatcherTest.class.getClassLoader(), 8, 2, false);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(2);
        CountDownLatch all = new CountDownLatch(1_000);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try {
            Dispatcher dispatcher = new Dispatcher(threads, 2, clock, () -> {});
            for (int i = 0; i < 1_000; i++) {
                way.make(dispatcher, "big", mailbox(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    await(blocked);
                    inside.decrementAndGet();
                    all.countDown();
                }));
            }
            way.make(dispatcher, "small", mailbox(other::countDown));
            way.make(dispatcher, "small", mailbox(other::countDown));
            dispatcher.go();

            assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 20; i++) { // time enough for the big group to take what it can get
                CountDownLatch late = new CountDownLatch(1);
                way.make(dispatcher, "late", mailbox(late::countDown));
                dispatcher.go();
                assertThat(late.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(most).hasValue(4);
            blocked.countDown();
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            blocked.countDown();
            threads.close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
