package ee.channels.runtime;

import ee.channels.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the mailboxes that have something to do on a few shared threads.
 *
 * <p><b>Stripes, not tasks.</b> Ready mailboxes wait in lanes, one for each party: a group or channel for its messages,
 * a kind of handler for frames. As many workers as there are processors take them, lane by lane in turn, so a broadcast
 * to ten thousand members starts no more threads than one to ten.
 *
 * <p><b>Rows.</b> What one thread makes ready in a row, as a broadcast does, is handed over as one {@link Row}, and a
 * worker that has begun with a row goes on with it for a moment, {@link #STAY} at most: both without a lock. Nor does
 * the sender wake a worker for each mailbox, since handlers are often quicker than they are made ready, and would go to
 * sleep in between.
 *
 * <p><b>Blocking handlers.</b> When mailboxes wait and for {@link #PATIENCE} none was taken, all workers are taken to
 * be blocked and another one starts for each lane that may have one, up to the limit of handler threads. No lane holds
 * more workers than are free ({@link FairShare}), so a group whose handlers block delays another by a few milliseconds
 * and never takes the last thread.
 *
 * <p>The monitor guards the lanes; no mailbox runs under it, and nothing else is locked.
 *
 * <p>Thread-safe.
 */
final class Dispatcher {

    /** How long ready mailboxes wait before the workers count as blocked. */
    static final Duration PATIENCE = Duration.ofMillis(5);

    /** How long a worker stays with one row before it looks whether others wait. */
    static final Duration STAY = Duration.ofNanos(100_000);

    /** Rows that one worker moves into the lanes at a time, so that the others need not wait for long. */
    private static final int MOVED_AT_ONCE = 256;

    /** The rows of one party in which somebody may wait, and how many workers are in its handlers. */
    private static final class Lane {
        private final Object party;
        private final ArrayDeque<Row> rows = new ArrayDeque<>(2);
        private int workers;

        private Lane(Object party) {
            this.party = party;
        }
    }

    private record Turn(Lane lane, Row row, Mailbox first) {}

    private final Threads threads;
    private final Runnable calm;
    private final int processors;
    private final Ticker ticker;

    @SuppressWarnings("ThreadLocalUsage") // not static: of two applications each has its rows
    private final ThreadLocal<@Nullable Row> begun = new ThreadLocal<>(); // empty but between add() and go()

    private final ConcurrentLinkedQueue<Row> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicLong arrived = new AtomicLong(); // mailboxes
    private final AtomicLong taken = new AtomicLong();
    private final Map<Object, Lane> lanes = new HashMap<>(); // guarded by this, as all that follows
    private final ArrayDeque<Lane> line = new ArrayDeque<>(); // lanes that have rows, in turn
    private int inHandlers; // workers
    private volatile int workers; // read without the monitor by those who arrive
    private volatile boolean watching; // likewise

    /**
     * No thread starts before there is work.
     *
     * @param calm runs when a worker has found nothing to do; must not block
     */
    Dispatcher(Threads threads, int processors, Ticker ticker, Runnable calm) {
        this.threads = threads;
        this.calm = calm;
        this.ticker = ticker;
        this.processors = Math.min(processors, threads.handlerLimit());
    }

    /** Sees to it that a mailbox runs once, in its party's lane. */
    void ready(Object party, Mailbox mailbox) {
        Row row = new Row(party);
        row.add(mailbox);
        handOver(row);
    }

    /** The same, if this thread calls {@link #go} soon, behind others that it makes ready. */
    void add(Object party, Mailbox mailbox) {
        Row row = begun.get();
        if (row != null && !row.party().equals(party)) {
            go();
            row = null;
        }
        if (row == null) {
            row = new Row(party);
            begun.set(row);
        }
        row.add(mailbox);
        if (row.isFull()) {
            go();
        }
    }

    /** Begins with what this thread has added. */
    void go() {
        Row row = begun.get();
        begun.remove(); // an application that goes leaves nothing in the server's threads
        if (row != null) {
            handOver(row);
        }
    }

    private void handOver(Row row) {
        arrived.addAndGet(row.size());
        arrivals.add(row);
        if (workers < processors || !watching) {
            wake();
        }
    }

    /** Mailboxes that wait for a worker. */
    int waiting() {
        long before = taken.get(); // first: what arrives in between only adds
        return (int) (arrived.get() - before);
    }

    /** Starts one more worker, if there is work and a processor for it. */
    private void wake() {
        boolean start;
        boolean watch;
        synchronized (this) {
            int wanted = waiting();
            start = wanted > 0 && workers < processors;
            watch = wanted > (start ? 1 : 0) && !watching;
            workers = workers + (start ? 1 : 0);
            watching = watching || watch;
        }
        if (start) {
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
            notStarted();
            Log.RUNTIME.log(Level.DEBUG, "No handler thread was started", e);
        }
    }

    /** Tries again, unless the threads have ended, and the timer with them. */
    private void notStarted() {
        boolean watch;
        synchronized (this) {
            workers = workers - 1;
            watch = !watching;
            watching = true;
        }
        if (watch) {
            watch();
        }
    }

    @SuppressWarnings(
            "IllegalCatch") // one mailbox that fails must not take a worker, and what it has begun with, along
    private void work() {
        Turn turn = next(null);
        while (turn != null) {
            try {
                run(turn);
            } catch (Throwable failure) {
                Log.RUNTIME.log(Level.ERROR, "A mailbox has failed", failure);
            }
            turn = next(turn);
        }
        calm.run();
    }

    /** Runs the first mailbox of a turn, and some more of its row. */
    private void run(Turn turn) {
        long since = ticker.nanos();
        Mailbox next = turn.first();
        while (next != null) {
            next.run();
            if (ticker.nanos() - since >= STAY.toNanos()) {
                if (workers < processors) {
                    wake();
                }
                return;
            }
            next = take(turn.row());
        }
    }

    private @Nullable Mailbox take(Row row) {
        Mailbox next = row.take();
        if (next != null) {
            taken.incrementAndGet();
        }
        return next;
    }

    /** The next turn, or null; the worker that gets null has ended. */
    private synchronized @Nullable Turn next(@Nullable Turn done) {
        if (done != null) {
            leave(done.lane());
        }
        while (true) {
            admit(MOVED_AT_ONCE);
            Turn next = nextInLine();
            if (next != null) {
                return next;
            }
            workers = workers - 1;
            if (arrivals.isEmpty()) {
                return null;
            }
            workers = workers + 1; // who came in between has seen a worker
        }
    }

    private void admit(int most) {
        Row row = null;
        for (int i = 0; i < most && (row = arrivals.poll()) != null; i++) {
            Lane lane = lanes.computeIfAbsent(row.party(), Lane::new);
            if (lane.rows.isEmpty()) {
                line.add(lane);
            }
            lane.rows.add(row);
        }
    }

    private @Nullable Turn nextInLine() {
        for (int i = line.size(); i > 0; i--) {
            Lane lane = line.remove();
            Turn turn = allows(lane) ? takeFrom(lane) : null;
            if (!lane.rows.isEmpty()) {
                line.add(lane);
            }
            if (turn != null) {
                lane.workers++;
                inHandlers++;
                return turn;
            }
            forgetIfIdle(lane);
        }
        return null;
    }

    /** A mailbox of the lane's first row; rows of which all were taken go. */
    private @Nullable Turn takeFrom(Lane lane) {
        for (Row row = lane.rows.peek(); row != null; row = lane.rows.peek()) {
            Mailbox first = take(row);
            if (first != null) {
                return new Turn(lane, row, first);
            }
            lane.rows.remove();
        }
        return null;
    }

    private boolean allows(Lane lane) {
        return FairShare.allows(lane.workers, threads.handlerLimit() - inHandlers);
    }

    private void leave(Lane lane) {
        lane.workers--;
        inHandlers--;
        forgetIfIdle(lane);
    }

    private void forgetIfIdle(Lane lane) {
        if (lane.workers == 0 && lane.rows.isEmpty()) {
            lanes.remove(lane.party);
        }
    }

    private void watch() {
        long seen = taken.get();
        threads.schedule(() -> relieve(seen), PATIENCE);
    }

    /** Starts workers if nothing was taken since. */
    private void relieve(long seen) {
        int more = 0;
        boolean again;
        synchronized (this) {
            watching = false; // before the look: who arrives after it sees that nobody watches
            admit(Integer.MAX_VALUE);
            if (taken.get() == seen) {
                int hopeful = (int) line.stream().filter(this::isHopeful).count();
                more = Math.min(hopeful, threads.handlerLimit() - workers);
                workers = workers + more;
            }
            again = waiting() > 0;
            watching = again;
        }
        for (int i = 0; i < more; i++) {
            start();
        }
        if (again) {
            watch();
        }
    }

    private boolean isHopeful(Lane lane) {
        return allows(lane) && lane.rows.stream().anyMatch(Row::isLeft);
    }
}
