package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {

    private static final boolean HAS_VIRTUAL = Runtime.version().feature() >= 21;

    @Test
    void every_thread_is_a_named_daemon_with_the_applications_class_loader() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[0]);
                OwnThreads threads = new OwnThreads("app", loader, 4, 2, false)) {
            BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
            threads.handlers().execute(() -> seen.add(Thread.currentThread()));
            threads.engineCalls().execute(() -> seen.add(Thread.currentThread()));
            threads.schedule(() -> seen.add(Thread.currentThread()), Duration.ofMillis(1));

            for (int i = 0; i < 3; i++) {
                Thread thread = seen.poll(20, TimeUnit.SECONDS);
                assertThat(thread).isNotNull();
                assertThat(thread.getName()).startsWith("app-");
                assertThat(thread.isDaemon()).isTrue();
                assertThat(thread.getContextClassLoader()).isSameAs(loader);
            }
        }
    }

    @Test
    void a_task_that_fails_does_not_stop_the_timer() throws Exception {
        try (OwnThreads threads = new OwnThreads("app", OwnThreadsTest.class.getClassLoader(), 4, 2, false)) {
            CountDownLatch ran = new CountDownLatch(1);
            threads.schedule(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    },
                    Duration.ZERO);
            threads.schedule(ran::countDown, Duration.ofMillis(1));

            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void engine_calls_one_after_the_other_share_a_thread() throws Exception {
        try (OwnThreads threads = new OwnThreads("app", OwnThreadsTest.class.getClassLoader(), 4, 2, false)) {
            Set<Thread> used = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 20; i++) {
                threads.engineCalls().execute(() -> used.add(Thread.currentThread()));
                Awaitility.await()
                        .until(() -> !used.isEmpty()
                                && used.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
            }
            assertThat(used).hasSize(1);
        }
    }

    @Test
    void engine_calls_beyond_those_that_may_block_at_once_wait_and_run() throws Exception {
        try (OwnThreads threads = new OwnThreads("app", OwnThreadsTest.class.getClassLoader(), 4, 2, false)) {
            CountDownLatch stuck = new CountDownLatch(1);
            CountDownLatch blocked = new CountDownLatch(64);
            CountDownLatch ran = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                threads.engineCalls().execute(() -> {
                    blocked.countDown();
                    try {
                        stuck.await();
                        ran.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ran.getCount()).isEqualTo(100);
            stuck.countDown();

            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_write_waits_for_no_ping_or_close() throws Exception {
        try (OwnThreads threads = new OwnThreads("app", OwnThreadsTest.class.getClassLoader(), 4, 2, false)) {
            CountDownLatch stuck = new CountDownLatch(1);
            for (int i = 0; i < 100; i++) {
                threads.engineCalls().execute(() -> {
                    try {
                        stuck.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            CountDownLatch written = new CountDownLatch(1);
            threads.writers().execute(written::countDown);

            assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
            stuck.countDown();
        }
    }

    @Test
    void a_task_for_which_the_system_has_no_thread_is_rejected() {
        Executor full = OwnThreads.rejecting(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThatThrownBy(() -> full.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void no_thread_survives_the_end_and_nothing_scheduled_runs_after_it() {
        OwnThreads threads = new OwnThreads("ending", OwnThreadsTest.class.getClassLoader(), 4, 2, false);
        threads.handlers().execute(() -> {});
        threads.engineCalls().execute(() -> {});
        threads.schedule(() -> {}, Duration.ofHours(1));

        threads.close();
        threads.schedule(() -> {}, Duration.ZERO);

        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("ending-")));
    }

    @Test
    void handlers_can_run_on_virtual_threads_with_the_applications_class_loader() throws Exception {
        assumeTrue(HAS_VIRTUAL, "needs Java 21");
        try (URLClassLoader loader = new URLClassLoader(new URL[0]);
                OwnThreads threads = new OwnThreads("app", loader, 4, 2, true)) {
            BlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
            threads.handlers().execute(() -> seen.add(Thread.currentThread()));

            Thread thread = seen.poll(20, TimeUnit.SECONDS);
            assertThat(thread).isNotNull();
            assertThat(thread.getClass().getName()).contains("VirtualThread");
            assertThat(thread.getContextClassLoader()).isSameAs(loader);
        }
    }

    @Test
    void where_there_are_no_virtual_threads_it_says_so() {
        assumeTrue(!HAS_VIRTUAL, "needs a Java without them");

        assertThatThrownBy(() -> new OwnThreads("app", OwnThreadsTest.class.getClassLoader(), 4, 2, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("21");
    }

    @Test
    void virtual_threads_are_the_default_where_synchronized_does_not_pin() {
        assertThat(OwnThreads.virtualByDefault()).isEqualTo(Runtime.version().feature() >= 24);
    }

    /** Hands a task over; in the test its class is loaded by a loader that shall go. */
    public static final class HandOver implements BiConsumer<Executor, Runnable> {
        @Override
        public void accept(Executor executor, Runnable task) {
            executor.execute(task);
        }
    }

    @Test
    void a_thread_holds_nothing_of_the_application_on_whose_thread_it_was_made() throws Exception {
        try (OwnThreads threads = new OwnThreads("one", OwnThreadsTest.class.getClassLoader(), 4, 2, false)) {
            CountDownLatch end = new CountDownLatch(1);
            try {
                WeakReference<ClassLoader> other = handedOverByAnother(threads.handlers(), () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                Awaitility.await().untilAsserted(() -> {
                    System.gc();
                    assertThat(other.get()).isNull();
                });
            } finally {
                end.countDown();
            }
        }
    }

    /** As where two applications share a layer, and one sends to the other. */
    @SuppressWarnings("unchecked")
    private static WeakReference<ClassLoader> handedOverByAnother(Executor executor, Runnable task) throws Exception {
        String name = HandOver.class.getName();
        URL classes = HandOver.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other = new URLClassLoader(new URL[] {classes}, null)) {
            Object caller = other.loadClass(name).getDeclaredConstructor().newInstance();
            ((BiConsumer<Executor, Runnable>) caller).accept(executor, task);
            return new WeakReference<>(other);
        }
    }
}
