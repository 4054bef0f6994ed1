package ee.channels.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the mailboxes that have something to do on a few shared threads.
 *
 * <p><b>Stripes, not tasks.</b> Ready mailboxes wait in lanes, one for each party: a group or channel for its messages,
 * a kind of handler for frames. As many workers as there are processors take them, lane by lane in turn, so a broadcast
 * to ten thousand members starts no more threads than one to ten.
 *
 * <p><b>Blocking handlers.</b> When mailboxes wait and for {@link #PATIENCE} none was taken, all workers are taken to
 * be blocked and another one starts for each lane that may have one, up to the limit of handler threads. No lane holds
 * more workers than are free ({@link FairShare}), so a group whose handlers block delays another by a few milliseconds
 * and never takes the last thread.
 *
 * <p><b>Arrivals.</b> Who makes a mailbox ready, with thousands of others in a broadcast, takes no lock while the
 * workers are at work: they move what has arrived into the lanes themselves. Nor does it wake a worker for each, only
 * for some at a time: handlers are often quicker than they are made ready, and would go to sleep in between.
 *
 * <p>The monitor guards the lanes; no mailbox runs under it, and nothing else is locked.
 *
 * <p>Thread-safe.
 */
final class Dispatcher {

    /** How long ready mailboxes wait before the workers count as blocked. */
    static final Duration PATIENCE = Duration.ofMillis(5);

    /** Of so many added in a row the first workers begin before the rest is there. */
    private static final int ROW = 32;

    /** Arrivals that one worker moves at a time, so that the others need not wait for long. */
    private static final int MOVED_AT_ONCE = 256;

    private record Arrival(Object party, Mailbox mailbox) {}

    /** The mailboxes of one party that wait, and how many workers are in its handlers. */
    private static final class Lane {
        private final Object party;
        private final ArrayDeque<Mailbox> mailboxes = new ArrayDeque<>();
        private int workers;

        private Lane(Object party) {
            this.party = party;
        }
    }

    private record Turn(Lane lane, Mailbox mailbox) {}

    private final Threads threads;
    private final Runnable calm;
    private final int processors;
    private final ConcurrentLinkedQueue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Object, Lane> lanes = new HashMap<>(); // guarded by this, as all that follows
    private final ArrayDeque<Lane> line = new ArrayDeque<>(); // lanes in which somebody waits, in turn
    private int inHandlers; // workers
    private long taken;
    private volatile int workers; // read without the monitor by those who arrive
    private volatile boolean watching; // likewise

    /**
     * No thread starts before there is work.
     *
     * @param calm runs when a worker has found nothing to do; must not block
     */
    Dispatcher(Threads threads, int processors, Runnable calm) {
        this.threads = threads;
        this.calm = calm;
        this.processors = Math.min(processors, threads.handlerLimit());
    }

    /** Sees to it that a mailbox runs once, in its party's lane. */
    void ready(Object party, Mailbox mailbox) {
        add(party, mailbox);
        go();
    }

    /** The same, if {@link #go} follows soon, behind others that the same thread makes ready. */
    void add(Object party, Mailbox mailbox) {
        int now = waiting.incrementAndGet();
        arrivals.add(new Arrival(party, mailbox));
        if (now % ROW == 0) {
            go();
        }
    }

    /** Begins with what was added, unless all workers are at work already. */
    void go() {
        if ((workers < processors || !watching) && waiting.get() > 0) {
            wake();
        }
    }

    /** Mailboxes that wait for a worker. */
    int waiting() {
        return waiting.get();
    }

    private void wake() {
        int start;
        boolean watch;
        synchronized (this) {
            int wanted = waiting.get();
            start = Math.max(0, Math.min(processors - workers, wanted));
            watch = wanted > start && !watching;
            workers = workers + start;
            watching = watching || watch;
        }
        for (int i = 0; i < start; i++) {
            start();
        }
        if (watch) {
            watch();
        }
    }

    private void start() {
        try {
            threads.handlers().execute(this::work);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                workers = workers - 1;
            }
            Log.RUNTIME.log(System.Logger.Level.DEBUG, "The handler threads have ended", e);
        }
    }

    private void work() {
        Turn turn = next(null);
        while (turn != null) {
            Lane done = turn.lane();
            try {
                turn.mailbox().run();
            } finally {
                turn = next(done);
            }
        }
        calm.run();
    }

    /**
     * The next turn, or null; the worker that gets null has ended.
     *
     * @param done the lane of the turn before
     */
    private synchronized @Nullable Turn next(@Nullable Lane done) {
        if (done != null) {
            leave(done);
        }
        while (true) {
            admit(MOVED_AT_ONCE);
            for (int i = line.size(); i > 0; i--) {
                Lane lane = line.remove();
                if (allows(lane)) {
                    return enter(lane);
                }
                line.add(lane);
            }
            workers = workers - 1;
            if (arrivals.isEmpty()) {
                return null;
            }
            workers = workers + 1; // who came in between has seen a worker
        }
    }

    private void admit(int most) {
        Arrival arrival = null;
        for (int i = 0; i < most && (arrival = arrivals.poll()) != null; i++) {
            Lane lane = lanes.computeIfAbsent(arrival.party(), Lane::new);
            if (lane.mailboxes.isEmpty()) {
                line.add(lane);
            }
            lane.mailboxes.add(arrival.mailbox());
        }
    }

    private boolean allows(Lane lane) {
        return FairShare.allows(lane.workers, threads.handlerLimit() - inHandlers);
    }

    private Turn enter(Lane lane) {
        Mailbox mailbox = lane.mailboxes.remove();
        if (!lane.mailboxes.isEmpty()) {
            line.add(lane);
        }
        lane.workers++;
        inHandlers++;
        taken++;
        waiting.decrementAndGet();
        return new Turn(lane, mailbox);
    }

    private void leave(Lane lane) {
        lane.workers--;
        inHandlers--;
        if (lane.workers == 0 && lane.mailboxes.isEmpty()) {
            lanes.remove(lane.party);
        }
    }

    private void watch() {
        long seen;
        synchronized (this) {
            seen = taken;
        }
        threads.schedule(() -> relieve(seen), PATIENCE);
    }

    /** Starts workers if nothing was taken since. */
    private void relieve(long seen) {
        int more = 0;
        boolean again;
        synchronized (this) {
            watching = false; // before the look: who arrives after it sees that nobody watches
            admit(Integer.MAX_VALUE);
            if (taken == seen) {
                int hopeful = (int) line.stream().filter(this::allows).count();
                more = Math.min(hopeful, threads.handlerLimit() - workers);
                workers = workers + more;
            }
            again = !line.isEmpty();
            watching = again;
        }
        for (int i = 0; i < more; i++) {
            start();
        }
        if (again) {
            watch();
        }
    }
}
