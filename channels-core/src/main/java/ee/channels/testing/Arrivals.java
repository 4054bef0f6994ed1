package ee.channels.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has come and was not taken yet. A look that finds the wrong thing leaves it there, so that the test can still
 * ask for the right one.
 *
 * <p>Thread-safe.
 */
final class Arrivals<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<T> waiting = new ArrayDeque<>(); // guarded by lock

    void add(T one) {
        lock.lock();
        try {
            waiting.add(one);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest, still there afterwards; empty if none comes in time. */
    Optional<T> await(Duration deadline) {
        long left = deadline.toNanos();
        lock.lock();
        try {
            while (waiting.isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return Optional.ofNullable(waiting.peek());
        } catch (InterruptedException e) {
            throw Interruptions.during("waiting for what should come", e);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest away. */
    void remove() {
        lock.lock();
        try {
            waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    /** A duration as a person would say it. */
    static String words(Duration duration) {
        long millis = TimeUnit.NANOSECONDS.toMillis(duration.toNanos());
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
