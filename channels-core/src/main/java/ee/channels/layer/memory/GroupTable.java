package ee.channels.layer.memory;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which members each group has, made for many reads of large groups.
 *
 * <p><b>Concurrency.</b> Any method from any thread. A group's set and its snapshot are guarded by the group's own
 * lock, which is held for O(1) by a join or leave and for one copy by the first read after them; nobody iterates under
 * it, and it is the last lock that anybody takes.
 *
 * <p><b>Promise.</b> A {@linkplain #members snapshot} never changes. It has every member whose join returned before it
 * was asked for and who did not leave since, each once, in the order of their joining; none whose leave returned
 * before.
 *
 * <p><b>Cost.</b> Joining and leaving are O(1). A read after a change copies the group once, which is less work than
 * the delivery that it is for; further reads share the copy. Groups without members take no memory.
 *
 * <p>Thread-safe.
 *
 * @param <M> a member; compared by {@code equals}
 */
final class GroupTable<M> {
    private final ConcurrentHashMap<String, Group<M>> groups = new ConcurrentHashMap<>();

    private static final class Group<M> {
        /** Guarded by this. */
        private final Set<M> members = new LinkedHashSet<>();

        /** A copy of the members, null after a change; written under this. */
        private volatile @Nullable List<M> snapshot;

        synchronized void add(M member) {
            if (members.add(member)) {
                snapshot = null;
            }
        }

        /** Whether it is empty now. */
        synchronized boolean remove(M member) {
            if (members.remove(member)) {
                snapshot = null;
            }
            return members.isEmpty();
        }

        List<M> snapshot() {
            List<M> current = snapshot;
            return current != null ? current : newSnapshot();
        }

        private synchronized List<M> newSnapshot() {
            List<M> current = snapshot;
            if (current == null) {
                current = List.copyOf(members);
                snapshot = current;
            }
            return current;
        }
    }

    /**
     * Adds a member; no effect if it is one.
     *
     * @return whether the group had no member before
     */
    boolean join(String group, M member) {
        boolean[] first = new boolean[1];
        groups.compute(group, (name, present) -> {
            first[0] = present == null;
            Group<M> joined = present == null ? new Group<>() : present;
            joined.add(member);
            return joined;
        });
        return first[0];
    }

    /**
     * Removes a member; no effect if it is none.
     *
     * @return whether it was the last one
     */
    boolean leave(String group, M member) {
        boolean[] last = new boolean[1];
        groups.computeIfPresent(group, (name, present) -> {
            last[0] = present.remove(member);
            return last[0] ? null : present;
        });
        return last[0];
    }

    /** The members at this moment; the list never changes. */
    List<M> members(String group) {
        Group<M> present = groups.get(group);
        return present == null ? List.of() : present.snapshot();
    }

    /** Whether the group has members. */
    boolean contains(String group) {
        return groups.containsKey(group);
    }

    /** The groups that have members, at about this moment. */
    Iterator<String> names() {
        return groups.keySet().iterator();
    }

    /** How many groups have members. */
    int size() {
        return groups.size();
    }
}
