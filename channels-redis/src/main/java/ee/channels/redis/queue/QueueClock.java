package ee.channels.redis.queue;

import ee.channels.Ticker;
import ee.channels.layer.memory.LocalLimits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The times that stand in Redis, seconds since 1970 as a double, and what they mean in the layer's own ticks.
 *
 * <p><b>Order.</b> Redis sorts a queue by these times, so each {@link #next()} is greater than all before it, although
 * the clock may stand still or be set back.
 *
 * <p><b>Other clocks.</b> A time may come from a sender whose clock is wrong. A message is let live for a tenth of its
 * expiry longer (5 s at most), and never longer from now than the whole of it.
 *
 * <p>Channels counterpart: {@code time.time()}.
 *
 * <p>Thread-safe.
 */
final class QueueClock {
    private static final double NANOS = 1e9;
    private static final double MOST_SKEW = 5;

    private final InstantSource time;
    private final Ticker ticker;
    private final double expiry;
    private final double groupExpiry;

    /** The last one, as bits: those of positive doubles are in the order of their values, with none in between. */
    private final AtomicLong last = new AtomicLong();

    QueueClock(InstantSource time, Ticker ticker, LocalLimits limits) {
        this.time = time;
        this.ticker = ticker;
        this.expiry = seconds(limits.expiry());
        // Keys expire in whole seconds, so memberships cannot be kept alive for less.
        this.groupExpiry = Math.max(1, seconds(limits.groupExpiry()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    private double now() {
        Instant now = time.instant();
        return now.getEpochSecond() + now.getNano() / NANOS;
    }

    /** The time of something that happens now. */
    double next() {
        long now = Double.doubleToRawLongBits(now());
        return Double.longBitsToDouble(last.updateAndGet(before -> Math.max(before + 1, now)));
    }

    /** A time as Redis is told it: all its digits, and no exponent. */
    static byte[] text(double time) {
        return new BigDecimal(Double.toString(time)).toPlainString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Messages of this time and before have expired. */
    byte[] expired() {
        return text(Math.max(0, now() - expiry));
    }

    /** Memberships of this time and before have expired. */
    byte[] expiredMemberships() {
        return text(Math.max(0, now() - groupExpiry));
    }

    /** Whole seconds that a queue lives after the last message to it. */
    byte[] queueLife() {
        return life(expiry);
    }

    /** Whole seconds that a group lives after the last joining. */
    byte[] groupLife() {
        return life(groupExpiry);
    }

    private static byte[] life(double seconds) {
        return Long.toString((long) Math.ceil(seconds)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Ticks between two renewals of a membership, such that one may fail. */
    long renewal() {
        return (long) (groupExpiry / 3 * NANOS);
    }

    /** Whether a membership of this time has expired. */
    boolean isExpiredMembership(double joined) {
        return joined + groupExpiry <= now();
    }

    /** The tick at which a message of this time expires; empty if it has. */
    OptionalLong expiresAt(double sent) {
        double life = sent + expiry + Math.min(expiry / 10, MOST_SKEW) - now();
        if (!(life > 0)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ticker.nanos() + (long) (Math.min(life, expiry) * NANOS));
    }
}
