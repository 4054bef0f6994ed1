package ee.channels.testing;

import ee.channels.runtime.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Threads that are none: what is handed to them waits until the test runs it, on the test's own thread. Time is that of
 * a {@link FakeClock}.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe; tasks run on the thread that asks for it.
 */
public final class ManualThreads implements Threads {

    private record Timer(Runnable task, long at) {}

    private static final int WRITERS = 2;

    private final FakeClock clock;
    private final int handlerLimit;
    private final Deque<Runnable> handlerTasks = new ArrayDeque<>(); // guarded by this, as all that follows
    private final Deque<Runnable> engineTasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private boolean closed;

    /** Threads that go by this clock and allow 64 handlers at once. */
    public ManualThreads(FakeClock clock) {
        this(clock, 64);
    }

    /** Threads that go by this clock and allow so many handlers at once. */
    public ManualThreads(FakeClock clock, int handlerLimit) {
        this.clock = clock;
        this.handlerLimit = handlerLimit;
    }

    @Override
    public Executor handlers() {
        return task -> add(handlerTasks, task);
    }

    @Override
    public int handlerLimit() {
        return handlerLimit;
    }

    @Override
    public int writerLimit() {
        return WRITERS;
    }

    @Override
    public Executor engineCalls() {
        return task -> add(engineTasks, task);
    }

    @Override
    public Executor writers() {
        return engineCalls();
    }

    @Override
    public synchronized void schedule(Runnable task, Duration delay) {
        if (!closed) {
            timers.add(new Timer(task, clock.nanos() + delay.toNanos()));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        timers.clear();
    }

    /** Whether {@link #close} was called. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Runs the oldest handler task, if there is one. */
    public boolean runHandler() {
        return run(handlerTasks);
    }

    /** Runs the oldest engine call, if there is one. */
    public boolean runEngineCall() {
        return run(engineTasks);
    }

    /** Runs everything that waits, and what comes of it, until nothing does. */
    public void runAll() {
        boolean ran = true;
        while (ran) {
            boolean handler = runHandler();
            ran = runEngineCall() || handler;
        }
    }

    /** Moves the clock on and runs the timers that are due by then, and everything that comes of them. */
    public void advance(Duration duration) {
        clock.advance(duration);
        List<Timer> due;
        synchronized (this) {
            due = timers.stream().filter(timer -> timer.at() <= clock.nanos()).toList();
            timers.removeAll(due);
        }
        due.forEach(timer -> timer.task().run());
        runAll();
    }

    /** Handler tasks that wait. */
    public synchronized int handlerTasks() {
        return handlerTasks.size();
    }

    /** Engine calls that wait. */
    public synchronized int engineCallTasks() {
        return engineTasks.size();
    }

    private synchronized void add(Deque<Runnable> tasks, Runnable task) {
        tasks.add(task);
    }

    private boolean run(Deque<Runnable> tasks) {
        Runnable task;
        synchronized (this) {
            task = tasks.poll();
        }
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }
}
