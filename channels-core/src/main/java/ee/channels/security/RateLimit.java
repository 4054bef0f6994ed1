package ee.channels.security;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.ForwardingHandler;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds how many messages a second each client may send, over what the network allows.
 *
 * <pre>{@code
 * Application app = RateLimit.messages(20, 40).around(router);   // 20 a second on average, 40 at once
 * }</pre>
 *
 * <p>A token bucket for each connection: it holds {@code burst} messages when the connection opens and is refilled
 * evenly. A message that finds it empty does not reach the application; it closes the connection with 1008, or is
 * dropped in silence with {@link #dropping()}. Both are counted. Pings and pongs are no messages. No thread, no timer,
 * nothing allocated for a message.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe.
 */
public final class RateLimit implements Middleware {

    /** The fixed reason of the close frame. */
    public static final String PHRASE = "message rate exceeded";

    private static final int POLICY_VIOLATION = 1008;
    private static final double NANOS = 1e9;
    private static final double MIN_RATE = 0.001;
    private static final double MAX_RATE = 1_000_000;
    private static final int MAX_BURST = 1_000_000;

    private final double perSecond;
    private final int burst;
    private final boolean dropping;
    private final Ticker ticker;
    private final LongAdder refusedMessages = new LongAdder();
    private final LongAdder closedConnections = new LongAdder();

    private RateLimit(double perSecond, int burst, boolean dropping, Ticker ticker) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.dropping = dropping;
        this.ticker = ticker;
    }

    /**
     * A limit that closes connections which exceed it.
     *
     * @param perSecond messages a second on average, text and binary together; 0.001 to 1,000,000
     * @param burst messages that may come at once; 1 to 1,000,000
     * @throws ConfigurationException if either is out of its range
     */
    public static RateLimit messages(double perSecond, int burst) {
        if (!(perSecond >= MIN_RATE && perSecond <= MAX_RATE)) {
            throw ConfigurationException.refused("messages per second", Double.toString(perSecond), "0.001 to 1000000");
        }
        if (burst < 1 || burst > MAX_BURST) {
            throw ConfigurationException.refused("burst", Integer.toString(burst), "1 to 1000000");
        }
        return new RateLimit(perSecond, burst, false, Ticker.system());
    }

    /** The same limit, which drops what exceeds it and leaves the connection open; its counters begin at zero. */
    public RateLimit dropping() {
        return new RateLimit(perSecond, burst, true, ticker);
    }

    /** The same limit by another clock, for tests; its counters begin at zero. */
    public RateLimit withTicker(Ticker newTicker) {
        return new RateLimit(perSecond, burst, dropping, newTicker);
    }

    /** Messages that did not reach the application, over all connections. */
    public long refusedMessages() {
        return refusedMessages.sum();
    }

    /** Connections that were closed for it. */
    public long closedConnections() {
        return closedConnections.sum();
    }

    /** Opens the inner application with a bucket before it. */
    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        return new LimitedHandler(inner.open(scope, link), link);
    }

    /** The bucket is kept as the time at which it will be full again, so that nothing has to refill it. */
    private final class LimitedHandler extends ForwardingHandler {
        private final Link link;
        private final long nanosPerMessage = Math.max(1, Math.round(NANOS / perSecond));
        private final long nanosOfBurst = nanosPerMessage * burst;
        private long fullAt = ticker.nanos();
        private boolean closed;

        LimitedHandler(Handler inner, Link link) {
            super(inner);
            this.link = link;
        }

        @Override
        public void text(String text) {
            if (passes()) {
                super.text(text);
            }
        }

        @Override
        public void binary(ByteBuffer bytes) {
            if (passes()) {
                super.binary(bytes);
            }
        }

        private boolean passes() {
            long now = ticker.nanos();
            long missing = Math.max(0, fullAt - now) + nanosPerMessage;
            if (!closed && missing <= nanosOfBurst) {
                fullAt = now + missing;
                return true;
            }
            refusedMessages.increment();
            if (!dropping && !closed) {
                closed = true;
                closedConnections.increment();
                link.close(POLICY_VIOLATION, PHRASE);
            }
            return false;
        }
    }
}
