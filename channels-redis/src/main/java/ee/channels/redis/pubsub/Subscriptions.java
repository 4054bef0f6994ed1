package ee.channels.redis.pubsub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this process subscribes to at one server: for each name whether it is wanted, what Redis was last asked, and
 * whether it has said so.
 *
 * <p><b>Confirmed.</b> Redis answers each request for each name, in order. A name is confirmed when the answer to the
 * last request has come, that was to subscribe, however often the name was wanted and not wanted in between; requests
 * that have not gone out yet cancel each other, and leave nothing behind.
 *
 * <p><b>Waiting.</b> Who needs a name confirmed waits for it here; many share one request. When Redis is known to be
 * away, or after the time that one waits at most, they are let go, and the name is owed: when it is confirmed in the
 * end, those who rely on it must be told that messages may be missing. So must those of a name that had been confirmed
 * when a connection was lost.
 *
 * <p><b>Concurrency.</b> Any thread may want, stop wanting and wait; one thread, the commander, takes requests and says
 * that the connection was lost, when the one that hands in answers, the reader, has ended. The lock is a name's own,
 * held for a few steps; who has waited is told under it, in the order in which they came.
 *
 * <p>Thread-safe.
 */
final class Subscriptions {
    private final Predicate<String> wanted;
    private final Runnable changed;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final RequestQueue requests = new RequestQueue();
    private final ConcurrentLinkedQueue<Entry> waits = new ConcurrentLinkedQueue<>();
    private final Set<String> late = ConcurrentHashMap.newKeySet();
    private final AtomicInteger owed = new AtomicInteger();

    private static final class Entry {
        private final String name;

        /** For a look without the lock; written under it. */
        private volatile boolean confirmed;

        // All below: guarded by this.
        private boolean wanted;
        private boolean asked;
        private int unanswered;
        private boolean owed;
        private boolean dead;
        private List<Runnable> waiting = List.of();
        private long patience;

        private Entry(String name) {
            this.name = name;
        }
    }

    /** The entries that Redis is to be asked for, in the order of their coming, each once. Thread-safe; a leaf lock. */
    private static final class RequestQueue {
        private final LinkedHashSet<Entry> entries = new LinkedHashSet<>();

        private synchronized boolean add(Entry entry) {
            return entries.add(entry);
        }

        private synchronized boolean remove(Entry entry) {
            return entries.remove(entry);
        }

        private synchronized @Nullable Entry first() {
            return entries.isEmpty() ? null : entries.iterator().next();
        }
    }

    /** What to ask Redis for next. */
    record Requests(List<String> subscribe, List<String> unsubscribe) {
        int size() {
            return subscribe.size() + unsubscribe.size();
        }
    }

    /**
     * Nothing is subscribed to.
     *
     * @param wanted whether a name is wanted at this moment
     * @param changed told when there are requests, or names that were confirmed late; from any thread
     */
    Subscriptions(Predicate<String> wanted, Runnable changed) {
        this.wanted = wanted;
        this.changed = changed;
    }

    // ---- any thread

    /** Says that a name may have begun or ceased to be wanted. */
    void update(String name) {
        boolean request;
        do {
            Entry entry = wanted.test(name) ? entries.computeIfAbsent(name, Entry::new) : entries.get(name);
            if (entry == null) {
                return;
            }
            synchronized (entry) {
                if (entry.dead) {
                    continue;
                }
                entry.wanted = wanted.test(name);
                request = request(entry);
                if (!entry.wanted) {
                    forgive(entry);
                    release(entry);
                    forgetIfDone(entry);
                }
            }
            if (request) {
                changed.run();
            }
            return;
        } while (true);
    }

    /**
     * Queues what is to be asked for this entry, or withdraws it if nothing is; whether that is a new request. Under
     * its lock.
     */
    private boolean request(Entry entry) {
        if (entry.wanted == entry.asked) {
            requests.remove(entry);
            return false;
        }
        return requests.add(entry);
    }

    /**
     * Completes when the name is confirmed, or nobody is to wait for it any longer; with no delay if it is not wanted.
     *
     * @param away whether Redis is known to be away
     * @param until the tick at which the waiting ends
     */
    CompletableFuture<Void> confirmation(String name, boolean away, long until) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!later(name, away, until, () -> done.complete(null))) {
            done.complete(null);
        }
        return done;
    }

    /**
     * Runs something when the name is confirmed or nobody is to wait for it any longer, after all that was to run
     * before.
     *
     * @return false if there is nothing to wait for; then it is the caller's to run
     */
    boolean later(String name, boolean away, long until, Runnable action) {
        Entry entry = entries.get(name);
        if (entry == null || entry.confirmed) {
            return false;
        }
        synchronized (entry) {
            if (entry.dead || entry.confirmed || !entry.wanted) {
                return false;
            }
            if (away) {
                owe(entry);
                return false;
            }
            if (entry.waiting.isEmpty()) {
                entry.waiting = new ArrayList<>(1);
                entry.patience = until;
                waits.add(entry);
            }
            entry.waiting.add(action);
            return true;
        }
    }

    /** Whether the name is confirmed at this moment. */
    boolean isConfirmed(String name) {
        Entry entry = entries.get(name);
        return entry != null && entry.confirmed;
    }

    /** Says that messages to a name that is wanted may be missing: it is told when it is confirmed, or now. */
    void owe(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return;
        }
        synchronized (entry) {
            if (entry.dead || !entry.wanted) {
                return;
            }
            if (!entry.confirmed) {
                owe(entry);
                return;
            }
            late.add(name);
        }
        changed.run();
    }

    /** The names that are confirmed at about this moment. */
    Set<String> confirmed() {
        return entries.values().stream()
                .filter(entry -> entry.confirmed)
                .map(entry -> entry.name)
                .collect(Collectors.toSet());
    }

    /** How many names are known. */
    int size() {
        return entries.size();
    }

    /** Lets those go who have waited long enough, or all. */
    void letGo(boolean all, long now) {
        Entry first = waits.peek();
        while (first != null) {
            synchronized (first) {
                if (!first.waiting.isEmpty() && !all && first.patience - now > 0) {
                    return;
                }
                if (!first.waiting.isEmpty()) {
                    owe(first);
                    release(first);
                }
            }
            waits.remove(first);
            first = waits.peek();
        }
    }

    // ---- the commander

    /**
     * Takes what Redis is to be asked, up to so many names. No name stands in it twice: what is wanted again while a
     * batch is taken waits for the next one, since all of a batch that is subscribed to goes out before all that is
     * not.
     */
    Requests take(int most) {
        Requests batch = new Requests(new ArrayList<>(), new ArrayList<>());
        Set<Entry> taken = new HashSet<>();
        Entry entry = requests.first();
        while (entry != null && batch.size() < most && taken.add(entry)) {
            synchronized (entry) {
                if (requests.remove(entry)) {
                    entry.asked = entry.wanted;
                    entry.confirmed = false;
                    entry.unanswered++;
                    (entry.wanted ? batch.subscribe() : batch.unsubscribe()).add(entry.name);
                }
            }
            entry = requests.first();
        }
        return batch;
    }

    /** The connection has ended: nothing is asked or confirmed any more, and nobody is to wait. */
    void lost() {
        for (Entry entry : entries.values()) {
            synchronized (entry) {
                if (entry.wanted && (entry.confirmed || !entry.waiting.isEmpty())) {
                    owe(entry);
                }
                entry.confirmed = false;
                entry.asked = false;
                entry.unanswered = 0;
                release(entry);
                request(entry);
                forgetIfDone(entry);
            }
        }
    }

    /**
     * Takes the names that were confirmed late, so that messages may be missing; none while more of them are about to
     * be, unless it is impatient.
     */
    Set<String> takeLate(boolean impatient) {
        if (late.isEmpty() || (!impatient && owed.get() > 0)) {
            return Set.of();
        }
        Set<String> taken = Set.copyOf(late);
        late.removeAll(taken);
        return taken;
    }

    // ---- the reader

    /** Redis has answered a request; false if there was none. */
    boolean answered(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return false;
        }
        boolean tell = false;
        synchronized (entry) {
            if (entry.unanswered == 0) {
                return false;
            }
            entry.unanswered--;
            if (entry.unanswered > 0) {
                return true;
            }
            if (entry.asked) {
                // First those who wait, then those who come and find it confirmed.
                release(entry);
                entry.confirmed = true;
                if (entry.owed) {
                    late.add(name);
                    tell = true;
                }
                forgive(entry);
            }
            forgetIfDone(entry);
        }
        if (tell) {
            changed.run();
        }
        return true;
    }

    // ---- under an entry's lock

    private void owe(Entry entry) {
        if (!entry.owed) {
            entry.owed = true;
            owed.incrementAndGet();
        }
    }

    private void forgive(Entry entry) {
        if (entry.owed) {
            entry.owed = false;
            owed.decrementAndGet();
        }
    }

    private static void release(Entry entry) {
        List<Runnable> released = entry.waiting;
        entry.waiting = List.of();
        released.forEach(Runnable::run);
    }

    private void forgetIfDone(Entry entry) {
        if (!entry.wanted && !entry.asked && entry.unanswered == 0 && !entry.dead) {
            entry.dead = true;
            entries.remove(entry.name, entry);
        }
    }

    /** For tests: a name's state, or null. */
    @Nullable
    String state(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        synchronized (entry) {
            return "wanted=" + entry.wanted + " asked=" + entry.asked + " unanswered=" + entry.unanswered;
        }
    }
}
