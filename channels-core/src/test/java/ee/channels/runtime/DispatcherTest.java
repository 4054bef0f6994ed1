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
        ManualThreads threads = new ManualThreads(new FakeClock());
        Dispatcher dispatcher = new Dispatcher(threads, 2, () -> {});
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
        ManualThreads threads = new ManualThreads(new FakeClock());
        Dispatcher dispatcher = new Dispatcher(threads, 2, () -> {});
        AtomicInteger handled = new AtomicInteger();

        for (int i = 0; i < 5; i++) {
            dispatcher.add("group", mailbox(handled::incrementAndGet));
        }
        assertThat(threads.handlerTasks()).isZero();
        dispatcher.go();
        assertThat(threads.handlerTasks()).isEqualTo(2);
        threads.runAll();

        assertThat(handled).hasValue(5);
    }

    @Test
    void a_long_row_begins_before_its_end() {
        ManualThreads threads = new ManualThreads(new FakeClock());
        Dispatcher dispatcher = new Dispatcher(threads, 2, () -> {});
        for (int i = 0; i < 100; i++) {
            dispatcher.add("group", mailbox(() -> {}));
        }

        assertThat(threads.handlerTasks()).isEqualTo(2);
    }

    @Test
    void a_row_whose_first_handlers_block_goes_on_with_other_workers() throws Exception {
        OwnThreads threads = new OwnThreads("test", DispatcherTest.class.getClassLoader(), 8, 2, false);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(3);
        try {
            Dispatcher dispatcher = new Dispatcher(threads, 2, () -> {});
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
        ManualThreads threads = new ManualThreads(new FakeClock());
        Dispatcher dispatcher = new Dispatcher(threads, 1, () -> {});
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
        ManualThreads threads = new ManualThreads(new FakeClock());
        List<String> order = new ArrayList<>();
        Dispatcher dispatcher = new Dispatcher(threads, 1, () -> order.add("calm"));
        dispatcher.ready("a", mailbox(() -> order.add("a1")));
        dispatcher.ready("a", mailbox(() -> order.add("a2")));

        threads.runAll();

        assertThat(order).containsExactly("a1", "a2", "calm");
    }

    @Test
    void nothing_that_works_is_relieved() {
        FakeClock clock = new FakeClock();
        ManualThreads threads = new ManualThreads(clock);
        Dispatcher dispatcher = new Dispatcher(threads, 1, () -> {});
        dispatcher.ready("a", mailbox(() -> {}));
        dispatcher.ready("a", mailbox(() -> {}));
        threads.runAll();

        threads.advance(Dispatcher.PATIENCE);

        assertThat(threads.handlerTasks()).isZero();
    }

    @Test
    void a_group_whose_handlers_block_does_not_hold_up_another() throws Exception {
        OwnThreads threads = new OwnThreads("test", DispatcherTest.class.getClassLoader(), 8, 2, false);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(2);
        CountDownLatch all = new CountDownLatch(1_000);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try {
            Dispatcher dispatcher = new Dispatcher(threads, 2, () -> {});
            for (int i = 0; i < 1_000; i++) {
                dispatcher.ready("big", mailbox(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    await(blocked);
                    inside.decrementAndGet();
                    all.countDown();
                }));
            }
            dispatcher.ready("small", mailbox(other::countDown));
            dispatcher.ready("small", mailbox(other::countDown));

            assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
            blocked.countDown();
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(most.get()).isLessThanOrEqualTo(4);
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
