package ee.channels.layer;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a layer has done since it was made. For every message to a channel or group, the number of channels that it
 * was meant for equals delivered plus dropped.
 *
 * <p>Thread-safe.
 */
public final class LayerCounters {

    /** What is counted. */
    public enum Kind {
        /** Calls of {@code send}. */
        SENT,
        /** Calls of {@code groupSend}. */
        GROUP_SENT,
        /** Messages that a subscriber took. */
        DELIVERED,
        /** Messages that wait for a subscriber of a named channel were put there. */
        HELD,
        /** Group messages that a full channel missed. */
        DROPPED_FULL,
        /** Messages refused by {@code send} with {@link ChannelFullException}. */
        REFUSED_FULL,
        /** Messages that expired before a subscriber took them. */
        DROPPED_EXPIRED,
        /** Messages to a process-local channel that is gone. */
        DROPPED_GONE
    }

    private final LongAdder[] adders = new LongAdder[Kind.values().length];

    /** All zero. */
    public LayerCounters() {
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
    }

    /** One more. */
    public void count(Kind kind) {
        adders[kind.ordinal()].increment();
    }

    /** So many more. */
    public void count(Kind kind, long number) {
        adders[kind.ordinal()].add(number);
    }

    /** How many so far. */
    public long get(Kind kind) {
        return adders[kind.ordinal()].sum();
    }
}
