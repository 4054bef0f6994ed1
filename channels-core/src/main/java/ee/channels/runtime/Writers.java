package ee.channels.runtime;

import ee.channels.runtime.ConnectionCounters.Mark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits for the sockets of a {@link BatchingTransport}, whose calls may block.
 *
 * <p><b>Stripes, not tasks.</b> Queues that have something to write wait in one line. As many workers as there are
 * processors take them, each writing in one piece what has come together meanwhile: the busier the server, the longer
 * the pieces and the fewer the calls.
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

    private final Threads threads;
    private final int processors;
    private final int limit;
    private final ConnectionCounters counters;
    private final ArrayDeque<OutboundQueue> line = new ArrayDeque<>(); // guarded by this, as all that follows
    private int workers;
    private long taken;
    private boolean watching;
    private boolean stalled;

    /**
     * No thread starts before there is work.
     *
     * @param limit how many threads may be blocked by stuck clients at once
     */
    Writers(Threads threads, int processors, int limit, ConnectionCounters counters) {
        this.threads = threads;
        this.processors = Math.min(processors, limit);
        this.limit = limit;
        this.counters = counters;
    }

    /**
     * Sees to it that {@link OutboundQueue#writeWaiting} is called once, soon.
     *
     * @return false if all threads are blocked: the caller writes by itself then
     */
    boolean ready(OutboundQueue queue) {
        boolean start;
        boolean watch;
        synchronized (this) {
            if (stalled) {
                return false;
            }
            line.add(queue);
            start = workers < processors;
            watch = !start && !watching;
            if (start) {
                workers++;
            }
            watching |= watch;
        }
        if (start) {
            start();
        }
        if (watch) {
            watch();
        }
        return true;
    }

    private void start() {
        try {
            threads.engineCalls().execute(this::work);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                workers--;
            }
            Log.RUNTIME.log(System.Logger.Level.DEBUG, "The threads for engine calls have ended", e);
        }
    }

    private void work() {
        OutboundQueue next = next();
        while (next != null) {
            next.writeWaiting();
            next = next();
        }
    }

    /** The next queue, or null; the worker that gets null has ended. */
    private synchronized @Nullable OutboundQueue next() {
        stalled = false;
        OutboundQueue next = line.poll();
        if (next == null) {
            workers--;
        } else {
            taken++;
        }
        return next;
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
            boolean blocked = taken == seen && !line.isEmpty();
            more = blocked && workers < limit;
            if (more) {
                workers++;
                counters.mark(Mark.WRITER_THREADS, workers);
            } else if (blocked) {
                stalled = true;
                sentAway = new ArrayList<>(line);
                line.clear();
            }
            again = !line.isEmpty();
            watching = again;
        }
        if (more) {
            start();
        }
        List<OutboundQueue> alone = sentAway;
        if (!alone.isEmpty()) {
            threads.engineCalls().execute(() -> alone.forEach(OutboundQueue::writeAlone));
        }
        if (again) {
            watch();
        }
    }
}
