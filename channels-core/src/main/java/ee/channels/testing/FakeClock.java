package ee.channels.testing;

import ee.channels.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is moved.
 *
 * <p>No Channels counterpart: its tests wait.
 *
 * <p>Thread-safe.
 */
public final class FakeClock implements Ticker {

    private final AtomicLong now = new AtomicLong();

    /** A clock at zero. */
    public FakeClock() {}

    @Override
    public long nanos() {
        return now.get();
    }

    /** Moves on. */
    public void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
    }
}
