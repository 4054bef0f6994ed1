package ee.channels.layer.memory;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The channels that something will expire of, by time. Nobody waits for it: whoever uses the layer asks what is due.
 *
 * <p>A channel has at most two entries at a time. The lock is held for O(log n), and it is the last lock that anybody
 * takes.
 *
 * <p>Thread-safe.
 */
final class Agenda {

    /** A channel to look after. */
    static final class Entry {
        private final LocalChannel channel;
        private final long at;
        private volatile boolean dropped;

        Entry(LocalChannel channel, long at) {
            this.channel = channel;
            this.at = at;
        }

        LocalChannel channel() {
            return channel;
        }

        /** Says that nothing is to do any more. */
        void drop() {
            dropped = true;
        }
    }

    /** Guarded by this. Ticks are compared by difference, since their origin is arbitrary. */
    private final PriorityQueue<Entry> entries = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

    /** The first entry, for a look without the lock; written under this. */
    private volatile @Nullable Entry first;

    Entry add(LocalChannel channel, long at) {
        Entry entry = new Entry(channel, at);
        synchronized (this) {
            entries.add(entry);
            forgetDropped();
        }
        return entry;
    }

    /** Removes and returns an entry that is due, or null. */
    @Nullable
    Entry poll(long now) {
        Entry next = first;
        if (next == null || next.at - now > 0) {
            return null;
        }
        synchronized (this) {
            forgetDropped();
            next = first;
            if (next == null || next.at - now > 0) {
                return null;
            }
            entries.remove();
            first = entries.peek();
            return next;
        }
    }

    /** Called under the lock. Keeps the queue short when channels come and go faster than they expire. */
    private void forgetDropped() {
        Entry head = entries.peek();
        while (head != null && head.dropped) {
            entries.remove();
            head = entries.peek();
        }
        first = head;
    }

    synchronized void clear() {
        entries.clear();
        first = null;
    }

    synchronized int size() {
        return entries.size();
    }
}
