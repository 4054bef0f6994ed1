package ee.channels;

/**
 * The one source of time: nanoseconds that only grow, with an arbitrary origin, as {@link System#nanoTime()}.
 *
 * <p>Everything that ages, expires or is rate-limited asks a ticker, so that a test can move time by hand
 * ({@code ee.channels.testing.FakeClock}).
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary origin; differences alone have a meaning. */
    long nanos();

    /** The system's monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }
}
