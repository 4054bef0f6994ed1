package ee.channels.runtime;

import ee.channels.Ticker;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.OverflowPolicy;
import ee.channels.runtime.ConnectionCounters.Mark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one client, oldest first, and how many and how large they may be.
 *
 * <p>Under {@code COALESCE} a frame takes the place of one with the same key.
 *
 * <p>Not thread-safe: guarded by the lock of its {@link OutboundQueue}.
 */
final class Backlog {

    /** Bytes after which a piece takes no further frame. */
    private static final int PIECE_BYTES = 1 << 16;

    /** A frame and how long it has waited; under COALESCE a newer one may take its place. */
    private static final class Waiting {
        private Frame frame;
        private int size;
        private long since;

        private Waiting(Frame frame, int size, long since) {
            this.frame = frame;
            this.size = size;
            this.since = since;
        }
    }

    private final ConnectionOptions options;
    private final ConnectionCounters counters;
    private final boolean coalesces;
    private final ArrayDeque<Waiting> frames = new ArrayDeque<>(2);
    private final Map<String, Waiting> byKey;
    private long bytes;

    Backlog(ConnectionOptions options, ConnectionCounters counters) {
        this.options = options;
        this.counters = counters;
        this.coalesces = options.overflow() == OverflowPolicy.COALESCE;
        this.byKey = coalesces ? new HashMap<>() : Map.of();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int size() {
        return frames.size();
    }

    /** Whether a frame of this size is within the bounds; a single one always is. */
    boolean hasRoom(int size) {
        return frames.isEmpty()
                || (frames.size() < options.outboundMessages() && bytes + size <= options.outboundBytes());
    }

    /** Adds a frame, whatever the bounds. */
    void add(Frame frame, int size, long now) {
        Waiting added = new Waiting(frame, size, now);
        frames.add(added);
        bytes += size;
        counters.mark(Mark.OUTBOUND_MESSAGES, frames.size());
        counters.mark(Mark.OUTBOUND_BYTES, bytes);
        if (coalesces) {
            frame.key().ifPresent(key -> byKey.put(key, added));
        }
    }

    /** Puts a frame in the place of one with its key, if one waits and the bounds allow it. */
    boolean replaces(Frame frame, int size, Ticker ticker) {
        Waiting old = coalesces ? frame.key().map(byKey::get).orElse(null) : null;
        if (old == null || bytes - old.size + size > options.outboundBytes()) {
            return false;
        }
        bytes += size - old.size;
        old.frame = frame;
        old.size = size;
        old.since = ticker.nanos();
        return true;
    }

    /** Whether the oldest frame has waited for longer than this. */
    boolean isOld(long now, long limit) {
        Waiting oldest = frames.peek();
        return oldest != null && now - oldest.since > limit;
    }

    /** Drops the oldest frame, if one waits. */
    void dropOldest() {
        poll();
    }

    /** Takes so many of the oldest frames, fewer if they are large; at least one if one waits. */
    List<Frame> take(int most) {
        Waiting first = poll();
        if (first == null) {
            return List.of();
        }
        if (most == 1 || frames.isEmpty()) {
            return List.of(first.frame);
        }
        List<Frame> taken = new ArrayList<>(Math.min(most, frames.size() + 1));
        taken.add(first.frame);
        int size = first.size;
        while (taken.size() < most && size < PIECE_BYTES) {
            Waiting next = poll();
            if (next == null) {
                break;
            }
            taken.add(next.frame);
            size += next.size;
        }
        return taken;
    }

    /** Drops all of them; returns how many they were. */
    int clear() {
        int dropped = frames.size();
        frames.clear();
        bytes = 0;
        if (coalesces) {
            byKey.clear();
        }
        return dropped;
    }

    private @Nullable Waiting poll() {
        Waiting oldest = frames.poll();
        if (oldest != null) {
            bytes -= oldest.size;
            if (coalesces) {
                oldest.frame.key().ifPresent(key -> byKey.remove(key, oldest));
            }
        }
        return oldest;
    }
}
