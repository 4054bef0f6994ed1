package ee.channels.redis.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a queue: a message's bytes behind their prefix, and the time of its sending.
 *
 * <p>Immutable; nobody writes to the bytes.
 */
final class QueueEntry {
    private final byte[] bytes;
    private final double time;

    private QueueEntry(byte[] bytes, double time) {
        this.bytes = bytes;
        this.time = time;
    }

    /** Prefix and payload. */
    byte[] bytes() {
        return bytes;
    }

    /** Its score. */
    double time() {
        return time;
    }

    /** The entry that BZPOPMIN replies with, after the name of the key; none if it waited in vain. */
    static List<QueueEntry> ofBlocking(@Nullable Object reply) {
        return of(reply, 1);
    }

    /** The entries that ZPOPMIN replies with. */
    static List<QueueEntry> of(@Nullable Object reply) {
        return of(reply, 0);
    }

    private static List<QueueEntry> of(@Nullable Object reply, int from) {
        if (!(reply instanceof List<?> parts) || parts.size() < from + 2) {
            return List.of();
        }
        List<QueueEntry> entries = new ArrayList<>((parts.size() - from) / 2);
        for (int i = from; i + 1 < parts.size(); i += 2) {
            if (parts.get(i) instanceof byte[] bytes && parts.get(i + 1) instanceof byte[] time) {
                entries.add(new QueueEntry(bytes, time(new String(time, StandardCharsets.US_ASCII))));
            }
        }
        return entries;
    }

    private static double time(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** By time, and by their bytes where that is equal, as Redis sorts them. */
    static int inOrder(QueueEntry one, QueueEntry other) {
        int byTime = Double.compare(one.time, other.time);
        return byTime != 0 ? byTime : java.util.Arrays.compareUnsigned(one.bytes, other.bytes);
    }
}
