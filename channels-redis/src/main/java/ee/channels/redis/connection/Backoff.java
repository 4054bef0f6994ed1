package ee.channels.redis.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: nothing before the first, then from the least to the greatest wait, doubled
 * each time and shortened by up to a half at random, so that many clients of one server do not come back together.
 *
 * <p>Confined to one thread.
 */
public final class Backoff {
    private final long least;
    private final long greatest;
    private long next;

    /** No attempt yet. */
    public Backoff(Duration least, Duration greatest) {
        this.least = least.toNanos();
        this.greatest = greatest.toNanos();
    }

    /** Nanoseconds to wait before the attempt that is about to be made. */
    public long nanos() {
        long wait = next;
        next = wait == 0 ? least : Math.min(greatest, wait * 2);
        return wait <= 1 ? wait : wait - ThreadLocalRandom.current().nextLong(wait / 2);
    }

    /** Whether there is a wait before the next attempt. */
    boolean isDue() {
        return next == 0;
    }

    /**
     * An attempt has worked.
     *
     * @return whether it was made since this was last said
     */
    public boolean reset() {
        boolean first = next != 0;
        next = 0;
        return first;
    }
}
