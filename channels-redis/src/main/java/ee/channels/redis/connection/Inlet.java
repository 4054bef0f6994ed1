package ee.channels.redis.connection;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that any thread puts into and one thread empties, and sleeps at while there is nothing.
 *
 * <p><b>Concurrency.</b> {@link #offer} never waits and takes no lock; of the threads that offer while the one sleeps,
 * one wakes it. {@link #await} is for that one thread; {@link #poll} is for it too, and for whoever clears up after it
 * has ended.
 *
 * <p><b>Order.</b> What one thread offers is polled in that order.
 *
 * <p>Thread-safe.
 *
 * @param <T> what waits
 */
public final class Inlet<T> {
    private final int bound;
    private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();

    /** Whether {@link #wake} was called since the last sleep. */
    private volatile boolean woken;

    /**
     * An empty queue.
     *
     * @param bound how much may wait
     */
    public Inlet(int bound) {
        this.bound = bound;
    }

    /** Puts something in; false if it is full. */
    public boolean offer(T item) {
        if (size.incrementAndGet() > bound) {
            size.decrementAndGet();
            return false;
        }
        queue.add(item);
        stir();
        return true;
    }

    /** Takes what has waited longest, or null. */
    public @Nullable T poll() {
        T item = queue.poll();
        if (item != null) {
            size.decrementAndGet();
        }
        return item;
    }

    /** How much waits, or is about to. */
    public int size() {
        return size.get();
    }

    /** Returns when something waits, after {@link #wake}, after so many nanoseconds, or for no reason. */
    public void await(long nanos) {
        Thread me = Thread.currentThread();
        sleeper.set(me);
        if (queue.isEmpty() && !woken && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper.set(null);
        woken = false;
    }

    /** Ends the sleep, or the next one. */
    public void wake() {
        woken = true;
        stir();
    }

    private void stir() {
        // Who sleeps has said so before it looked into the queue; who sees nobody asleep has put it in before.
        Thread asleep = sleeper.get();
        if (asleep != null && sleeper.compareAndSet(asleep, null)) {
            LockSupport.unpark(asleep);
        }
    }
}
