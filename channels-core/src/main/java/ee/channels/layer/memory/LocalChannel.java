package ee.channels.layer.memory;

import ee.channels.layer.Delivery;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscriber;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One channel as this process knows it: its subscriber, or the messages that wait for one, and its groups.
 *
 * <p><b>Concurrency.</b> Any method from any thread. While there is a subscriber, a message costs one volatile read and
 * the offer. All other state is guarded by this object's monitor; under it are taken, one at a time, the lock of a
 * group and that of the agenda. No subscriber is called under it.
 *
 * <p><b>Order.</b> Messages reach a subscriber in the order in which one thread sent them, also across its arrival:
 * while the messages that waited are handed over, new ones line up behind them, and the direct way opens under the lock
 * when the line is empty.
 *
 * <p><b>Life.</b> It is retired, and leaves the table, when it has neither subscriber nor message nor group. Whoever
 * still holds it then looks the name up again. A process-local channel is retired with its subscription, for good.
 *
 * <p><b>Dropped.</b> What expires while it waits; what waits when a process-local channel ends; what a subscriber does
 * not take. Each is counted.
 *
 * <p>Thread-safe.
 */
final class LocalChannel {
    private final LocalChannels home;
    private final String name;
    private final boolean processLocal;
    private final int capacity;

    /** The subscriber, when nothing waits before it; written under this. */
    private volatile @Nullable LocalSubscription direct;

    // All below: guarded by this.
    private @Nullable LocalSubscription subscription;
    private final ArrayDeque<Delivery> held = new ArrayDeque<>(0);
    /** Whether this counts as one of the channels that hold messages for nobody yet. */
    private boolean countedAsHolding;
    /** Group to the tick of the last joining. */
    private final Map<String, Long> groups = new HashMap<>(2);
    /** When the last subscription ended; memberships do not age while there is one. */
    private long idleSince;
    /** Whether this is a new name that nobody has subscribed to yet. */
    private boolean issued;

    private Agenda.@Nullable Entry messagesDue;
    private Agenda.@Nullable Entry membershipsDue;
    private boolean retired;

    LocalChannel(LocalChannels home, String name, boolean processLocal) {
        this.home = home;
        this.name = name;
        this.processLocal = processLocal;
        this.capacity = home.limits().capacities().of(name);
        this.idleSince = home.now();
    }

    String name() {
        return name;
    }

    int capacity() {
        return capacity;
    }

    boolean processLocal() {
        return processLocal;
    }

    /** Says that the name was given out just now. */
    synchronized void issue(long now) {
        issued = true;
        membershipsDue = home.agenda().addLast(this, now + home.expiryNanos());
    }

    // ---- messages

    /** Hands a message to the subscriber or puts it by; {@link Outcome#GONE} if this is retired. */
    Outcome deliver(FanOut message) {
        while (true) {
            LocalSubscription reader = direct;
            Outcome outcome = reader == null ? hold(message) : reader.offer(message);
            if (outcome != null) {
                return outcome;
            }
        }
    }

    /** Null if there is a subscriber by now. */
    private synchronized @Nullable Outcome hold(FanOut message) {
        if (direct != null) {
            return null;
        }
        if (retired) {
            return Outcome.GONE;
        }
        if (held.size() >= capacity) {
            return Outcome.FULL;
        }
        if (subscription == null && !countedAsHolding) {
            if (!home.startsHolding()) {
                retireIfUnused();
                return Outcome.TOO_MANY_HELD;
            }
            countedAsHolding = true;
        }
        held.add(message.toLater());
        home.counters().count(Kind.HELD);
        scheduleMessages();
        return Outcome.HELD;
    }

    // ---- subscription

    /**
     * Makes the subscriber this channel's, and hands it what waited; null if this is retired.
     *
     * @throws IllegalStateException if there is a subscriber
     */
    @Nullable
    LocalSubscription attach(Subscriber subscriber) {
        LocalSubscription mine = new LocalSubscription(this, subscriber);
        synchronized (this) {
            if (retired) {
                return null;
            }
            if (subscription != null) {
                throw new IllegalStateException("Channel " + name + " has a subscriber already");
            }
            subscription = mine;
            if (issued) {
                issued = false;
                Agenda.Entry due = membershipsDue;
                if (due != null) {
                    due.drop();
                    membershipsDue = null;
                }
            }
            holdsNoMore();
        }
        while (true) {
            Delivery next;
            synchronized (this) {
                if (subscription != mine) {
                    return mine;
                }
                next = pollUnexpired(home.now());
                if (next == null) {
                    direct = mine;
                    return mine;
                }
            }
            Outcome outcome;
            try (FanOut single = new FanOut(next.source(), next.message(), next.expiresAt())) {
                outcome = mine.offer(single);
            }
            home.counters().count(kind(outcome));
        }
    }

    /** How a message counts that waited and was then offered. */
    private static Kind kind(@Nullable Outcome offered) {
        if (offered == Outcome.DELIVERED) {
            return Kind.DELIVERED;
        }
        if (offered == Outcome.FAILED) {
            return Kind.DROPPED_FAILED;
        }
        return offered == Outcome.FULL ? Kind.DROPPED_FULL : Kind.DROPPED_GONE;
    }

    /** How many more messages the subscriber would take. */
    int room() {
        LocalSubscription reader = direct;
        return reader == null ? Integer.MAX_VALUE : reader.room();
    }

    void detach(LocalSubscription ended) {
        List<String> vacated = new ArrayList<>(0);
        synchronized (this) {
            if (subscription != ended) {
                return;
            }
            // In this order: who finds it closed must not find it here again.
            direct = null;
            subscription = null;
            ended.markClosed();
            idleSince = home.now();
            if (processLocal) {
                end(Kind.DROPPED_GONE, vacated);
            } else {
                // Nothing waits here: nobody can close a subscription before it was made, and by then all was handed
                // over.
                scheduleMemberships();
                retireIfUnused();
            }
        }
        home.changed(vacated);
    }

    /** Tells the subscriber, if there is one, that messages may be missing. */
    void gap(Predicate<String> affectedGroup, boolean affected) {
        LocalSubscription reader;
        List<String> all;
        synchronized (this) {
            reader = subscription;
            all = List.copyOf(groups.keySet());
        }
        if (reader == null) {
            return;
        }
        List<String> hit = all.stream().filter(affectedGroup).toList();
        if (affected || !hit.isEmpty()) {
            reader.gap(Set.copyOf(hit));
        }
    }

    // ---- groups

    /** Whether it worked; not if this is retired. */
    boolean join(String group, long now) {
        boolean first;
        synchronized (this) {
            if (retired) {
                return false;
            }
            groups.put(group, now);
            first = home.table().join(group, this);
            scheduleMemberships();
        }
        if (first) {
            home.changed(List.of(group));
        }
        return true;
    }

    void leave(String group) {
        boolean last = false;
        synchronized (this) {
            if (groups.remove(group) != null) {
                last = home.table().leave(group, this);
                retireIfUnused();
            }
        }
        if (last) {
            home.changed(List.of(group));
        }
    }

    // ---- ends

    /** Looks after what has expired; called when an entry of the agenda is due. */
    void expire(Agenda.Entry entry, long now) {
        List<String> vacated = new ArrayList<>(0);
        synchronized (this) {
            boolean unclaimed = entry == membershipsDue && issued;
            if (entry == messagesDue) {
                messagesDue = null;
            } else if (entry == membershipsDue) {
                membershipsDue = null;
            }
            if (retired) {
                return;
            }
            dropExpired(now);
            if (unclaimed) {
                end(Kind.DROPPED_GONE, vacated);
            } else {
                leaveExpired(now, vacated);
                scheduleMessages();
                scheduleMemberships();
                retireIfUnused();
            }
        }
        home.changed(vacated);
    }

    /** Forgets messages and groups, but not the subscriber. */
    void flush() {
        List<String> vacated = new ArrayList<>(0);
        synchronized (this) {
            dropHeld(Kind.DROPPED_FLUSHED);
            leaveAll(vacated);
            retireIfUnused();
        }
        home.changed(vacated);
    }

    /** Ends the channel with the layer. */
    void close() {
        List<String> vacated = new ArrayList<>(0);
        synchronized (this) {
            LocalSubscription reader = subscription;
            direct = null;
            subscription = null;
            if (reader != null) {
                reader.markClosed();
            }
            end(Kind.DROPPED_FLUSHED, vacated);
        }
        home.changed(vacated);
    }

    // ---- all below is called under the lock

    private void end(Kind reason, List<String> vacated) {
        dropHeld(reason);
        leaveAll(vacated);
        issued = false;
        retireIfUnused();
    }

    private void leaveAll(List<String> vacated) {
        for (String group : groups.keySet()) {
            if (home.table().leave(group, this)) {
                vacated.add(group);
            }
        }
        groups.clear();
    }

    private void leaveExpired(long now, List<String> vacated) {
        if (subscription != null || issued) {
            return;
        }
        Iterator<Map.Entry<String, Long>> memberships = groups.entrySet().iterator();
        while (memberships.hasNext()) {
            Map.Entry<String, Long> membership = memberships.next();
            if (expiryOf(membership.getValue()) - now <= 0) {
                memberships.remove();
                if (home.table().leave(membership.getKey(), this)) {
                    vacated.add(membership.getKey());
                }
            }
        }
    }

    private long expiryOf(long joinedAt) {
        long from = joinedAt - idleSince > 0 ? joinedAt : idleSince;
        return from + home.groupExpiryNanos();
    }

    private void scheduleMemberships() {
        if (subscription != null || issued || membershipsDue != null || groups.isEmpty()) {
            return;
        }
        long now = home.now();
        long soonest = home.groupExpiryNanos();
        for (long joinedAt : groups.values()) {
            soonest = Math.min(soonest, expiryOf(joinedAt) - now);
        }
        membershipsDue = home.agenda().add(this, now + soonest);
    }

    private void scheduleMessages() {
        Delivery oldest = held.peek();
        if (oldest != null && messagesDue == null) {
            messagesDue = home.agenda().add(this, oldest.expiresAt());
        }
    }

    private @Nullable Delivery pollUnexpired(long now) {
        Delivery next = held.poll();
        while (next != null && next.expiresAt() - now <= 0) {
            home.counters().count(Kind.DROPPED_EXPIRED);
            next = held.poll();
        }
        return next;
    }

    private void dropExpired(long now) {
        int before = held.size();
        if (before > 0 && held.removeIf(waiting -> waiting.expiresAt() - now <= 0)) {
            home.counters().count(Kind.DROPPED_EXPIRED, before - held.size());
            if (held.isEmpty()) {
                holdsNoMore();
            }
        }
    }

    private void dropHeld(Kind reason) {
        home.counters().count(reason, held.size());
        held.clear();
        holdsNoMore();
    }

    private void holdsNoMore() {
        if (countedAsHolding) {
            countedAsHolding = false;
            home.stopsHolding();
        }
    }

    private void retireIfUnused() {
        if (!retired && subscription == null && held.isEmpty() && groups.isEmpty() && !issued) {
            retired = true;
            Agenda.Entry due = membershipsDue;
            if (due != null) {
                due.drop();
            }
            home.remove(this);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
