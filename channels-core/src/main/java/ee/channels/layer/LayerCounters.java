package ee.channels.layer;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a layer has done since it was made. Nothing is lost in silence: each message that is meant for a channel of this
 * process counts once as {@link Kind#ADDRESSED}, and in the end once as delivered, refused or dropped, so that
 *
 * <pre>ADDRESSED = DELIVERED + REFUSED_FULL + all DROPPED_… + {@link #waiting()}</pre>
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
        /**
         * Channels of this process that messages were meant for: one for each {@code send}, one for each member of a
         * group.
         */
        ADDRESSED,
        /** Messages that a subscriber took. */
        DELIVERED,
        /** Messages that were put by for a later subscriber of a named channel; they count again when they leave. */
        HELD,
        /** Messages refused by {@code send}, with {@link ChannelFullException} or because too many channels wait. */
        REFUSED_FULL,
        /** Group messages that a full channel missed. */
        DROPPED_FULL,
        /** Messages that expired before a subscriber took them. */
        DROPPED_EXPIRED,
        /** Messages to a process-local channel that nobody reads, or no longer. */
        DROPPED_GONE,
        /** Messages that a subscriber failed on. */
        DROPPED_FAILED,
        /** Messages that waited when the layer was flushed or closed. */
        DROPPED_FLUSHED,
        /** Messages from the backend that came faster than this process could hand them on. */
        DROPPED_OVERRUN,
        /** How often subscribers were told that messages may be missing; outside of the sum. */
        GAPS,
        /**
         * Payloads from other processes that are no message, or no legal one; whom they were meant for is not known, so
         * that they are outside of the sum.
         */
        MALFORMED,
        /**
         * Calls through {@link ChannelLayer#afterCommit()} that were never made, as their transaction was rolled back;
         * outside of the sum.
         */
        ROLLED_BACK,
        /**
         * Calls through {@link ChannelLayer#afterCommit()} that failed when they were made; outside of the sum, as the
         * layer counts their messages as it counts those of others.
         */
        FAILED_AFTER_COMMIT
    }

    /** Never changed once it is made, so that any thread may read it. */
    private final Map<Kind, LongAdder> adders = new EnumMap<>(Kind.class);

    /** All zero. */
    public LayerCounters() {
        for (Kind kind : Kind.values()) {
            adders.put(kind, new LongAdder());
        }
    }

    /** One more. */
    public void count(Kind kind) {
        adder(kind).increment();
    }

    /** So many more. */
    public void count(Kind kind, long number) {
        if (number != 0) {
            adder(kind).add(number);
        }
    }

    /** How many so far. */
    public long get(Kind kind) {
        return adder(kind).sum();
    }

    private LongAdder adder(Kind kind) {
        return Objects.requireNonNull(adders.get(kind));
    }

    /** Messages that wait for a subscriber, or are on their way to one at this moment. Exact while nobody sends. */
    public long waiting() {
        return get(Kind.ADDRESSED)
                - get(Kind.DELIVERED)
                - get(Kind.REFUSED_FULL)
                - get(Kind.DROPPED_FULL)
                - get(Kind.DROPPED_EXPIRED)
                - get(Kind.DROPPED_GONE)
                - get(Kind.DROPPED_FAILED)
                - get(Kind.DROPPED_FLUSHED)
                - get(Kind.DROPPED_OVERRUN);
    }
}
