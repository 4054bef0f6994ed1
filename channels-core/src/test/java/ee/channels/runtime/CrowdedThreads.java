package ee.channels.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads on a system that, while it is full, has no room for one more.
 *
 * <p>Confined to one thread.
 */
final class CrowdedThreads implements Threads {

    private final Threads threads;
    private boolean full = true;

    CrowdedThreads(Threads threads) {
        this.threads = threads;
    }

    void makeRoom() {
        full = false;
    }

    private Executor unlessFull(Executor executor) {
        return task -> {
            if (full) {
                throw new RejectedExecutionException("no room");
            }
            executor.execute(task);
        };
    }

    @Override
    public Executor handlers() {
        return unlessFull(threads.handlers());
    }

    @Override
    public int handlerLimit() {
        return threads.handlerLimit();
    }

    @Override
    public Executor engineCalls() {
        return unlessFull(threads.engineCalls());
    }

    @Override
    public Executor writers() {
        return unlessFull(threads.writers());
    }

    @Override
    public int writerLimit() {
        return threads.writerLimit();
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        threads.schedule(task, delay);
    }

    @Override
    public void close() {
        threads.close();
    }
}
