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
 * it, and it is the last lock that anybody takes. A group that has lost its last member is over: it leaves the table,
 * and who wants to join meanwhile makes another. So nobody waits for the table itself, however many join one group.
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

        /** Guarded by this. */
        private boolean over;

        Group(M first) {
            members.add(first);
        }

        /** Adds a member, unless the group is over. */
        synchronized boolean add(M member) {
            if (!over && members.add(member)) {
                snapshot = null;
            }
            return !over;
        }

        /** Removes a member; whether the group is over by that. */
        synchronized boolean remove(M member) {
            if (!members.remove(member)) {
                return false;
            }
            snapshot = null;
            over = members.isEmpty();
            return over;
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
        while (true) {
            Group<M> present = groups.get(group);
            if (present == null) {
                present = groups.putIfAbsent(group, new Group<>(member));
                if (present == null) {
                    return true;
                }
            }
            if (present.add(member)) {
                return false;
            }
            groups.remove(group, present); // as the one whose leaving has ended it is about to
        }
    }

    /**
     * Removes a member; no effect if it is none.
     *
     * @return whether it was the last one
     */
    boolean leave(String group, M member) {
        Group<M> present = groups.get(group);
        if (present == null || !present.remove(member)) {
            return false;
        }
        groups.remove(group, present);
        return true;
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
