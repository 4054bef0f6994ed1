package ee.channels.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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
 * <p>The monitor guards the lanes; no mailbox runs under it. Lock order: dispatcher, then share.
 *
 * <p>Thread-safe.
 */
final class Dispatcher {

    /** How long ready mailboxes wait before the workers count as blocked. */
    static final Duration PATIENCE = Duration.ofMillis(5);

    private record Turn(Object party, Mailbox mailbox) {}

    private final Threads threads;
    private final FairShare share;
    private final int processors;
    private final Map<Object, ArrayDeque<Mailbox>> lanes =
            new LinkedHashMap<>(); // guarded by this, as all that follows
    private int workers;
    private long taken;
    private boolean watching;

    Dispatcher(Threads threads, int processors) {
        this.threads = threads;
        this.share = new FairShare(threads.handlerLimit());
        this.processors = Math.min(processors, threads.handlerLimit());
    }

    /** Sees to it that a mailbox runs once, in its party's lane. */
    void ready(Object party, Mailbox mailbox) {
        boolean start;
        boolean watch;
        synchronized (this) {
            lanes.computeIfAbsent(party, any -> new ArrayDeque<>()).add(mailbox);
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
    }

    /** Mailboxes that wait for a worker. */
    synchronized int waiting() {
        int waiting = 0;
        for (ArrayDeque<Mailbox> lane : lanes.values()) {
            waiting += lane.size();
        }
        return waiting;
    }

    private void start() {
        try {
            threads.handlers().execute(this::work);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                workers--;
            }
            Log.RUNTIME.log(System.Logger.Level.DEBUG, "The handler threads have ended", e);
        }
    }

    private void work() {
        Turn turn = next();
        while (turn != null) {
            try {
                turn.mailbox().run();
            } finally {
                share.give(turn.party());
            }
            turn = next();
        }
    }

    /** The next turn, or null; the worker that gets null has ended. */
    private synchronized @Nullable Turn next() {
        Iterator<Map.Entry<Object, ArrayDeque<Mailbox>>> all = lanes.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Object, ArrayDeque<Mailbox>> entry = all.next();
            Object party = entry.getKey();
            if (share.tryTake(party)) {
                ArrayDeque<Mailbox> lane = entry.getValue();
                all.remove();
                Mailbox mailbox = lane.remove();
                if (!lane.isEmpty()) {
                    lanes.put(party, lane);
                }
                taken++;
                return new Turn(party, mailbox);
            }
        }
        workers--;
        return null;
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
            if (taken == seen) {
                int hopeful =
                        (int) lanes.keySet().stream().filter(share::allows).count();
                more = Math.min(hopeful, threads.handlerLimit() - workers);
                workers += more;
            }
            again = !lanes.isEmpty();
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
