package ee.channels.runtime;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of our own, for servers that offer none: daemons, named, with the application's class loader, gone when idle.
 *
 * <p>Handlers run on virtual threads where told to, which needs Java 21.
 *
 * <p>Thread-safe.
 */
public final class OwnThreads implements Threads {

    /** From this version on, {@code synchronized} no longer pins a virtual thread to its carrier (JEP 491). */
    private static final int UNPINNED = 24;

    /** Pings and closes that may block at once; the rest wait. */
    private static final int ENGINE_CALLS = 64;

    private static final long JOIN_MILLIS = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ExecutorService handlers;
    private final int handlerLimit;
    private final int writerLimit;
    private final ThreadPoolExecutor engineCalls;
    private final ThreadPoolExecutor writers;
    private final ScheduledThreadPoolExecutor timer;

    /** Those that were not seen to end yet; virtual ones hold nothing and are not counted. */
    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    /**
     * Makes the pools; no thread starts before there is work.
     *
     * @param name begins every thread's name
     * @param loader the context class loader of every thread
     * @param handlerLimit how many handlers may run at once
     * @param writerLimit how many writes may be blocked by stuck clients at once
     * @param virtual whether handlers run on virtual threads
     * @throws IllegalArgumentException if there are no virtual threads in this Java
     */
    public OwnThreads(String name, ClassLoader loader, int handlerLimit, int writerLimit, boolean virtual) {
        this.handlerLimit = handlerLimit;
        this.writerLimit = writerLimit;
        ThreadFactory factory = factory(name + "-handler-", loader);
        // the dispatcher never has more workers than the limit, so the pool needs none of its own
        handlers = virtual
                ? virtualThreads(name + "-handler-", loader)
                : new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new SynchronousQueue<>(),
                        factory);
        engineCalls = pool(ENGINE_CALLS, factory(name + "-engine-", loader));
        writers = pool(writerLimit + 1, factory(name + "-writer-", loader));
        timer = new ScheduledThreadPoolExecutor(1, factory(name + "-timer-", loader));
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A pool passes on what a thread that cannot be started throws, an Error. */
    static Executor rejecting(Executor pool) {
        return task -> {
            try {
                pool.execute(task);
            } catch (OutOfMemoryError e) {
                Log.RUNTIME.log(Level.WARNING, "The system has no room for one more thread", e);
                throw new RejectedExecutionException("No room for one more thread", e);
            }
        };
    }

    private static ThreadPoolExecutor pool(int most, ThreadFactory factory) {
        return new ThreadPoolExecutor(
                0, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new IdleFirst(), factory, IdleFirst::keep);
    }

    /**
     * Gives a task to a thread that is idle, else lets the pool make one, and keeps the task where it may not: a pool
     * by itself makes threads up to its core size while others are idle, or none as long as the queue has room.
     */
    private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        private static void keep(Runnable task, ThreadPoolExecutor pool) {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("The threads have ended");
            }
            ((IdleFirst) pool.getQueue()).put(task);
        }
    }

    /** Whether handlers run on virtual threads unless told otherwise: where {@code synchronized} does not pin them. */
    public static boolean virtualByDefault() {
        return Runtime.version().feature() >= UNPINNED;
    }

    @Override
    public Executor handlers() {
        return rejecting(handlers);
    }

    @Override
    public int handlerLimit() {
        return handlerLimit;
    }

    @Override
    public Executor engineCalls() {
        return rejecting(engineCalls);
    }

    @Override
    public Executor writers() {
        return rejecting(writers);
    }

    @Override
    public int writerLimit() {
        return writerLimit;
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        if (!timer.isShutdown()) {
            ScheduledFuture<?> unused = timer.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Ends them: what runs is interrupted, and waited for a short while. */
    @Override
    public void close() {
        timer.shutdownNow();
        handlers.shutdownNow();
        engineCalls.shutdownNow();
        writers.shutdownNow();
        try {
            boolean ended = timer.awaitTermination(1, TimeUnit.SECONDS)
                    && handlers.awaitTermination(1, TimeUnit.SECONDS)
                    && engineCalls.awaitTermination(1, TimeUnit.SECONDS)
                    && writers.awaitTermination(1, TimeUnit.SECONDS);
            if (!ended) {
                Log.RUNTIME.log(
                        Level.WARNING, "Some handlers or engine calls are still blocked; their threads are left");
                return;
            }
            // A pool has ended a moment before its threads have, and containers look for threads that are left.
            for (Thread thread : made) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("IllegalCatch") // an Error would vanish in the timer's future
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                Log.RUNTIME.log(Level.ERROR, "A timer's task failed", e);
            }
        };
    }

    private ThreadFactory factory(String name, ClassLoader loader) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = detached(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            made.removeIf(other -> other.getState() == Thread.State.TERMINATED);
            made.add(thread);
            return thread;
        };
    }

    /**
     * A thread that refers to nobody on the stack of the thread that makes it, which may be at work for another
     * application: up to Java 23 a new thread keeps the classes on that stack, and everywhere its inheritable locals.
     */
    @SuppressWarnings("removal") // without a security manager there is no other way to cut the stack
    private static Thread detached(Runnable task, String name) {
        PrivilegedAction<Thread> made = () -> new Thread(null, task, name, 0, false);
        return AccessController.doPrivileged(made);
    }

    /** {@code Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())}, which Java 17 cannot compile. */
    @SuppressWarnings("IllegalCatch") // a method handle declares Throwable
    private static ExecutorService virtualThreads(String name, ClassLoader loader) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object named = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual))
                    .invoke();
            lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(named, name, 1L);
            ThreadFactory factory =
                    (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                            .invoke(named);
            MethodHandle perTask = lookup.findStatic(
                    Executors.class,
                    "newThreadPerTaskExecutor",
                    MethodType.methodType(ExecutorService.class, ThreadFactory.class));
            return (ExecutorService) perTask.invoke((ThreadFactory) task -> {
                Thread thread = factory.newThread(task);
                thread.setContextClassLoader(loader);
                return thread;
            });
        } catch (Throwable e) {
            throw new IllegalArgumentException("This Java has no virtual threads; it must be 21 or later", e);
        }
    }
}
