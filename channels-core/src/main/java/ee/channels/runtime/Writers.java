package ee.channels.runtime;

import ee.channels.Ticker;
import ee.channels.runtime.ConnectionCounters.Mark;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits for the sockets of a {@link BatchingTransport}, whose calls may block.
 *
 * <p><b>Stripes, not tasks.</b> Queues that have something to write wait in one line. As many workers as there are
 * processors take them, each writing in one piece what has come together meanwhile.
 *
 * <p><b>Handlers first.</b> While mailboxes wait for a handler, the line waits too, {@link #LONGEST_WAIT} at most,
 * since the next message may be for the same clients: the busier the server, the longer the pieces and the fewer the
 * calls. While none waits, the line is let go at once.
 *
 * <p><b>Stuck clients.</b> When queues wait and for {@link #PATIENCE} none was taken, the workers are taken to be
 * blocked by clients that do not read, and another one starts, up to the limit. When that is reached too, the line is
 * sent away: until a worker comes back, every queue writes by itself, one frame at a time, without blocking.
 *
 * <p>The monitor guards the line; no queue runs under it.
 *
 * <p>Thread-safe.
 */
final class Writers {

    /** How long queues wait before the workers count as blocked. */
    static final Duration PATIENCE = Duration.ofMillis(5);

    /** How long a line waits for handlers; {@link #PATIENCE} if these block and nothing more comes into the line. */
    static final Duration LONGEST_WAIT = Duration.ofMillis(1);

    /** Frames in a piece, from which on pieces are long. */
    private static final double LONG = 1.25;

    /** Over how many pieces the average goes. */
    private static final int PIECES_LOOKED_AT = 16;

    private final Threads threads;
    private final BooleanSupplier handlersWait;
    private final int processors;
    private final int limit;
    private final Ticker ticker;
    private final ConnectionCounters counters;
    private final ArrayDeque<OutboundQueue> line = new ArrayDeque<>(); // guarded by this, as all that follows
    private int workers;
    private double pieceLength = 1; // on average
    private int letGo; // how many of the line may be taken
    private long heldSince; // when the first came that was not let go
    private boolean timed; // whether the line is let go at the latest when the timer says so
    private long taken;
    private boolean watching;
    private boolean stalled;

    /**
     * No thread starts before there is work.
     *
     * @param handlersWait whether mailboxes wait for a handler; asked often, by any thread
     * @param limit how many threads may be blocked by stuck clients at once
     */
    Writers(
            Threads threads,
            BooleanSupplier handlersWait,
            int processors,
            int limit,
            Ticker ticker,
            ConnectionCounters counters) {
        this.threads = threads;
        this.handlersWait = handlersWait;
        this.processors = Math.min(processors, limit);
        this.limit = limit;
        this.ticker = ticker;
        this.counters = counters;
    }

    /**
     * Sees to it that {@link OutboundQueue#writeWaiting} is called once, soon.
     *
     * @return false if all threads are blocked: the caller writes by itself then
     */
    boolean ready(OutboundQueue queue) {
        boolean waits = handlersWait.getAsBoolean();
        boolean timer;
        synchronized (this) {
            if (stalled) {
                return false;
            }
            if (waits) {
                long now = ticker.nanos();
                if (line.size() == letGo) {
                    heldSince = now;
                }
                waits = now - heldSince < LONGEST_WAIT.toNanos();
            }
            line.add(queue);
            timer = waits && !timed;
            timed |= timer;
        }
        if (timer) {
            threads.schedule(this::timeIsUp, PATIENCE);
        } else if (!waits) {
            letGo();
        }
        return true;
    }

    private void timeIsUp() {
        synchronized (this) {
            timed = false;
        }
        letGo();
    }

    /** Lets everything go that is in the line now. Called when no mailbox waits any more, too. */
    void letGo() {
        int start;
        boolean watch;
        synchronized (this) {
            letGo = line.size();
            start = Math.max(0, Math.min(wanted(), letGo) - workers);
            watch = start < letGo && !watching;
            workers += start;
            watching |= watch;
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
            threads.writers().execute(new Worker());
        } catch (RejectedExecutionException e) {
            notStarted();
            Log.RUNTIME.log(Level.DEBUG, "No writer's thread was started", e);
        }
    }

    /** Tries again, unless the threads have ended, and the timer with them. */
    private void notStarted() {
        boolean watch;
        synchronized (this) {
            workers--;
            watch = !watching;
            watching = true;
        }
        if (watch) {
            watch();
        }
    }

    /** Half of the processors while pieces are long: then handlers are behind, and fewer writers write longer ones. */
    private int wanted() {
        return pieceLength > LONG ? Math.max(1, processors / 2) : processors;
    }

    /** Takes queues until none is left for it, or it is one writer too many. Confined to its thread. */
    private final class Worker implements Runnable {

        private int written = 1; // frames in the last piece
        private long mine = -1; // how many were taken by all, when this one took its last; none yet

        @Override
        public void run() {
            OutboundQueue next = next(this);
            while (next != null) {
                written = next.writeWaiting();
                next = next(this);
            }
        }
    }

    /** The next queue, or null; the worker that gets null has ended. */
    private synchronized @Nullable OutboundQueue next(Worker worker) {
        stalled = false;
        pieceLength += (worker.written - pieceLength) / PIECES_LOOKED_AT;
        boolean othersWork = worker.mine >= 0 && taken != worker.mine; // and are not blocked
        if (letGo == 0 || (workers > wanted() && othersWork)) {
            workers--;
            return null;
        }
        letGo--;
        taken++;
        worker.mine = taken;
        return line.poll();
    }

    private void watch() {
        long seen;
        synchronized (this) {
            seen = taken;
        }
        threads.schedule(() -> relieve(seen), PATIENCE);
    }

    /** Starts a worker if nothing was taken since, or sends the line away if there may be no more of them. */
    private void relieve(long seen) {
        boolean more;
        boolean again;
        List<OutboundQueue> sentAway = List.of();
        synchronized (this) {
            boolean blocked = taken == seen && letGo > 0;
            more = blocked && workers < limit;
            if (more) {
                workers++;
                counters.mark(Mark.WRITER_THREADS, workers);
            } else if (blocked) {
                stalled = true;
                sentAway = new ArrayList<>(line);
                line.clear();
                letGo = 0;
            }
            again = letGo > 0;
            watching = again;
        }
        if (more) {
            start();
        }
        if (!sentAway.isEmpty()) {
            sendAway(sentAway);
        }
        if (again) {
            watch();
        }
    }

    private void sendAway(List<OutboundQueue> alone) {
        Runnable write = () -> alone.forEach(OutboundQueue::writeAlone);
        try {
            threads.writers().execute(write);
        } catch (RejectedExecutionException e) {
            Log.RUNTIME.log(Level.DEBUG, "No thread writes what waits for those that are blocked; the timer does", e);
            write.run();
        }
    }
}
