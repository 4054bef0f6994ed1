package ee.channels.runtime;

import ee.channels.application.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an application's connections have done since it was deployed. Outgoing frames: {@code SENT} equals
 * {@code WRITTEN} plus everything under {@code OUT_…} plus what waits. Incoming frames: {@code RECEIVED} equals
 * {@code HANDLED} plus everything under {@code IN_…} plus what waits; layer messages likewise.
 *
 * <p>Thread-safe.
 */
public final class ConnectionCounters {

    /** Stands for the codes that are not told apart. */
    public static final int OTHER_CODES = 0;

    /** What is counted. */
    public enum Kind {
        /** Handshakes whose {@code connect()} was entered. */
        HANDSHAKES,
        /** Handshakes accepted. */
        ACCEPTED,
        /** Handshakes denied by the application, or left undecided. */
        DENIED,
        /** Handshakes answered with 500, because {@code connect()} or its making threw. */
        HANDSHAKE_ERRORS,
        /** Handshakes answered with 503, because too many were under way or the application is stopping. */
        OVERLOADED,
        /** Sockets that opened. */
        OPENED,
        /** {@code disconnect} calls. */
        DISCONNECTED,
        /** Exceptions from handlers after the handshake. */
        HANDLER_ERRORS,
        /** Frames from clients. */
        RECEIVED,
        /** Frames from clients that a handler was given. */
        HANDLED,
        /** Frames that came when the connection had ended. */
        IN_DROPPED_ENDED,
        /** Frames that were over the inbound bounds. */
        IN_DROPPED_OVERFLOW,
        /** Layer messages that were taken into a mailbox. */
        LAYER_RECEIVED,
        /** Layer messages that a handler was given. */
        LAYER_HANDLED,
        /** Layer messages that were in the mailbox when the connection ended. */
        LAYER_DROPPED_ENDED,
        /** Layer messages that expired in the mailbox. */
        LAYER_DROPPED_EXPIRED,
        /** Frames that consumers sent. */
        SENT,
        /** Frames that the engine took and wrote. */
        WRITTEN,
        /** Frames sent after the end, or waiting when it came. */
        OUT_DROPPED_ENDED,
        /** Frames refused or dropped because the queue was full and its policy closes. */
        OUT_DROPPED_OVERFLOW,
        /** Frames that made room for newer ones. */
        OUT_DROPPED_OLDEST,
        /** Frames whose place a newer one with the same key took. */
        OUT_COALESCED,
        /** Frames that waited for too long under a policy that drops. */
        OUT_DROPPED_AGE,
        /** Frames whose write failed, or that came after one whose write had failed. */
        OUT_FAILED,
        /** Pings sent. */
        PINGS
    }

    /** What has a high-water mark: the largest value so far, over all connections. */
    public enum Mark {
        /** Frames waiting in one mailbox. */
        INBOUND_MESSAGES,
        /** Bytes of frames waiting in one mailbox. */
        INBOUND_BYTES,
        /** Layer messages waiting in one mailbox. */
        LAYER_MESSAGES,
        /** Frames waiting in one outbound queue. */
        OUTBOUND_MESSAGES,
        /** Bytes of frames waiting in one outbound queue. */
        OUTBOUND_BYTES,
        /** Request threads inside handlers, or waiting for one. */
        ENGINE_THREADS,
        /** Threads that write while others are blocked by stuck clients; zero while none was. */
        WRITER_THREADS,
        /** Connections at once. */
        CONNECTIONS
    }

    /** Codes come from the wire: so many are told apart, the rest are counted together. */
    private static final int MOST_CODES = 200;

    private final Map<Integer, LongAdder> codes = new ConcurrentSkipListMap<>();
    private final Counts<Kind> kinds = new Counts<>(Kind.class);
    private final Counts<CloseReason.Cause> causes = new Counts<>(CloseReason.Cause.class);
    private final Map<Mark, AtomicLong> marks = new EnumMap<>(Mark.class); // never changed once it is made

    ConnectionCounters() {
        for (Mark mark : Mark.values()) {
            marks.put(mark, new AtomicLong());
        }
    }

    void count(Kind kind) {
        kinds.add(kind, 1);
    }

    void count(Kind kind, long number) {
        if (number != 0) {
            kinds.add(kind, number);
        }
    }

    void ended(CloseReason reason) {
        causes.add(reason.cause(), 1);
        boolean known = codes.containsKey(reason.code()) || codes.size() < MOST_CODES;
        codes.computeIfAbsent(known ? reason.code() : OTHER_CODES, code -> new LongAdder())
                .increment();
    }

    void mark(Mark mark, long value) {
        AtomicLong highest = of(mark);
        if (value > highest.get()) {
            highest.accumulateAndGet(value, Math::max);
        }
    }

    private AtomicLong of(Mark mark) {
        return Objects.requireNonNull(marks.get(mark));
    }

    /** The largest value so far. */
    public long get(Mark mark) {
        return of(mark).get();
    }

    /** How many so far. */
    public long get(Kind kind) {
        return kinds.sum(kind);
    }

    /**
     * How many connections ended with each close code, and how many handshakes were refused with each status, so far;
     * under {@link #OTHER_CODES} those of codes that came after the first 200.
     */
    public Map<Integer, Long> codes() {
        Map<Integer, Long> counts = new TreeMap<>();
        codes.forEach((code, number) -> counts.put(code, number.sum()));
        return counts;
    }

    /** How many connections ended by this cause so far. */
    public long get(CloseReason.Cause cause) {
        return causes.sum(cause);
    }
}
