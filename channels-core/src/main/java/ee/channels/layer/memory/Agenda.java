package ee.channels.layer.memory;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The channels that something will expire of, by time. Nobody waits for it: whoever uses the layer asks what is due.
 *
 * <p>A channel has at most two entries at a time. Those of new names, one for each handshake, all wait equally long and
 * mostly for nothing, so they stand in a queue of their own, that nobody waits for a lock of. The lock of the others is
 * held for O(log n), and it is the last lock that anybody takes.
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

        /** Whether it is due, or nothing is to do any more. */
        private boolean isOver(long now) {
            return dropped || at - now <= 0;
        }

        /** Says that nothing is to do any more. */
        void drop() {
            dropped = true;
        }
    }

    /** Guarded by this. Ticks are compared by difference, since their origin is arbitrary. */
    private final PriorityQueue<Entry> entries = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

    /** Entries that were added in the order of their ticks. */
    private final Queue<Entry> issued = new ConcurrentLinkedQueue<>();

    /** Who takes entries from the queue of issued names; whoever finds it taken leaves them to him. */
    private final ReentrantLock sweeper = new ReentrantLock();

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

    /**
     * As {@link #add}, for ticks that all lie equally far ahead; two threads that add at the same moment may do so in
     * the wrong order, and the later one's entry is due that much later.
     */
    Entry addLast(LocalChannel channel, long at) {
        Entry entry = new Entry(channel, at);
        issued.add(entry);
        return entry;
    }

    /** Removes and returns an entry that is due, or null. */
    @Nullable
    Entry poll(long now) {
        Entry due = pollIssued(now);
        return due == null ? pollScheduled(now) : due;
    }

    private @Nullable Entry pollIssued(long now) {
        Entry head = issued.peek();
        if (head == null || !head.isOver(now) || !sweeper.tryLock()) {
            return null;
        }
        try {
            head = issued.peek();
            while (head != null && head.isOver(now)) {
                issued.remove();
                if (!head.dropped) {
                    return head;
                }
                head = issued.peek();
            }
            return null;
        } finally {
            sweeper.unlock();
        }
    }

    private @Nullable Entry pollScheduled(long now) {
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
        issued.clear();
        entries.clear();
        first = null;
    }

    synchronized int size() {
        return entries.size() + issued.size();
    }
}
