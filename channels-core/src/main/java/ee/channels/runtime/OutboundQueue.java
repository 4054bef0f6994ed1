package ee.channels.runtime;

import ee.channels.Ticker;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.OverflowPolicy;
import ee.channels.runtime.ConnectionCounters.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one client, written one after the other.
 *
 * <p><b>One write in flight, ever.</b> Whoever finds the slot free takes the next frame and begins its write; the
 * completion frees the slot and goes on with the next, on whatever thread it runs. If it comes before the write has
 * returned, the return frees the slot and the loop goes on there, so that a long queue needs no deep stack. A ping
 * takes the same slot, so that the engine never sees two of our calls at once.
 *
 * <p><b>In one piece.</b> On a {@link BatchingTransport} whoever takes the slot hands the queue to {@link Writers},
 * which write all that waits by then as one write. A client that has once kept a writer waiting is written to frame by
 * frame for a while, without blocking.
 *
 * <p><b>Bounds.</b> Messages and bytes are checked when a frame is added, the age when the watchdog calls
 * {@link #check}. Each frame ends in exactly one counter: written, failed, dropped or coalesced.
 *
 * <p><b>Failure.</b> Frames are well-formed, so a write fails only because the client is gone. Nothing more is written
 * then: what waits and what comes is counted as failed. The engine knows why it is gone but may tell much later, so
 * {@link #check} gives it a moment and then says that the client is lost.
 *
 * <p><b>End.</b> {@link #finish} lets what waits leave first and then closes the transport; {@link #abort} drops it and
 * closes at once. The first abort wins over everything, the first finish over later ones. The transport is closed on
 * the threads for engine calls, never on the caller's.
 *
 * <p>The lock is held for moving frames alone: no transport, counter's reader or handler runs under it.
 *
 * <p>Thread-safe.
 */
final class OutboundQueue {

    /** What a send or a check found. */
    enum Verdict {
        FINE,
        /** The client is too slow for its policy: the owner ends the connection. */
        TOO_SLOW,
        /** A write has failed and the engine is silent about the end: the owner ends the connection. */
        LOST
    }

    private record Farewell(int code, String phrase) {}

    /**
     * How long after a failed write the engine may still say why. Longer than an end by the engine's own hand is kept
     * back for the sake of the HTTP session's, which is a second.
     */
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    /** A write in one piece that took longer than this was held up by its client; one of less, perhaps by others. */
    private static final Duration HELD_UP = Duration.ofMillis(100);

    /** For so long nothing is written in one piece to a client that has held up a writer. */
    private static final Duration FRAME_BY_FRAME = Duration.ofSeconds(10);

    /** Frames in one piece, so that no client makes others wait for long. */
    private static final int PIECE_FRAMES = 128;

    private final ConnectionOptions options;
    private final ConnectionCounters counters;
    private final Threads threads;
    private final Writers writers;
    private final Ticker ticker;
    private final Runnable closed;

    private final ReentrantLock lock;
    private final Condition room;
    private final Backlog backlog; // guarded by lock, as all that follows
    private @Nullable Transport transport;
    private boolean busy;
    private long busySince;
    private @Nullable Write inFlight;
    private boolean frameByFrame;
    private long frameByFrameSince;
    private boolean broken;
    private long brokenSince;
    private @Nullable Farewell farewell;
    private boolean aborted;
    private boolean closing;

    /**
     * An empty queue without a transport.
     *
     * @param closed runs once, when nothing of this queue is left to do; must not block
     */
    OutboundQueue(
            ConnectionOptions options,
            ConnectionCounters counters,
            Threads threads,
            Writers writers,
            Ticker ticker,
            Runnable closed) {
        this(options, counters, threads, writers, ticker, closed, new ReentrantLock());
    }

    /** With a lock that a model checker may look through. */
    OutboundQueue(
            ConnectionOptions options,
            ConnectionCounters counters,
            Threads threads,
            Writers writers,
            Ticker ticker,
            Runnable closed,
            ReentrantLock lock) {
        this.lock = lock;
        this.room = lock.newCondition();
        this.options = options;
        this.counters = counters;
        this.threads = threads;
        this.writers = writers;
        this.ticker = ticker;
        this.closed = closed;
        this.backlog = new Backlog(options, counters);
    }

    /** Gives the queue its transport; what waits begins to leave. One that comes after all is closed with 1001. */
    void attach(Transport opened) {
        boolean late;
        lock.lock();
        try {
            transport = opened;
            late = closing;
        } finally {
            lock.unlock();
        }
        if (late) {
            engineCall(() -> opened.close(1001, "going away"), () -> {});
        } else {
            pump();
        }
    }

    /** Adds a frame, as the overflow policy has it. */
    Verdict send(Frame frame) {
        counters.count(Kind.SENT);
        int size = frame.size();
        Claim claim;
        lock.lock();
        try {
            if (writes() && backlog.replaces(frame, size, ticker)) {
                counters.count(Kind.OUT_COALESCED);
                return Verdict.FINE;
            }
            boolean room = makeRoom(size);
            if (!writes()) {
                counters.count(farewell == null ? Kind.OUT_FAILED : Kind.OUT_DROPPED_ENDED);
                return Verdict.FINE;
            }
            if (!room) {
                counters.count(Kind.OUT_DROPPED_OVERFLOW);
                return Verdict.TOO_SLOW;
            }
            long now = ticker.nanos();
            backlog.add(frame, size, now);
            claim = claimSlot(now);
        } finally {
            lock.unlock();
        }
        goOn(claim);
        return Verdict.FINE;
    }

    /** Closes the transport after everything that was sent before. */
    void finish(int code, String phrase) {
        lock.lock();
        try {
            if (farewell == null) {
                farewell = new Farewell(code, phrase);
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
        pump();
    }

    /**
     * Drops what waits and closes the transport, now or as soon as there is one.
     *
     * @param why counts the frames that waited
     */
    void abort(int code, String phrase, Kind why) {
        int dropped;
        lock.lock();
        try {
            if (aborted) {
                return;
            }
            aborted = true;
            farewell = new Farewell(code, phrase);
            dropped = backlog.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        counters.count(why, dropped);
        pump();
    }

    /** Says that there will be no transport, or that the one there was is gone: nothing is left to do. */
    void abandon() {
        int dropped;
        boolean first;
        lock.lock();
        try {
            first = !closing;
            closing = true;
            aborted = true;
            farewell = new Farewell(1006, "");
            dropped = backlog.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        counters.count(Kind.OUT_DROPPED_ENDED, dropped);
        if (first) {
            leave();
        }
    }

    /** Looks at the age of what is in flight, of what waits, and of a failure. */
    Verdict check(long now) {
        long limit = Mailbox.nanos(options.outboundAge());
        int dropped = 0;
        try {
            lock.lock();
            try {
                if (broken && now - brokenSince > LAST_WORD.toNanos()) {
                    return Verdict.LOST;
                }
                if (busy && now - busySince > limit) {
                    return Verdict.TOO_SLOW;
                }
                boolean drops = options.overflow() == OverflowPolicy.DROP_OLDEST
                        || options.overflow() == OverflowPolicy.COALESCE;
                while (transport != null && backlog.isOld(now, limit)) {
                    if (!drops) {
                        return Verdict.TOO_SLOW;
                    }
                    backlog.dropOldest();
                    dropped++;
                }
                return Verdict.FINE;
            } finally {
                lock.unlock();
            }
        } finally {
            counters.count(Kind.OUT_DROPPED_AGE, dropped);
        }
    }

    /**
     * Sends a ping in the slot of a write.
     *
     * @return whether it is sent; not if a write is in flight or the end has come
     */
    boolean ping() {
        Transport open;
        lock.lock();
        try {
            open = transport;
            if (busy || open == null || !writes()) {
                return false;
            }
            busy = true;
            busySince = ticker.nanos();
        } finally {
            lock.unlock();
        }
        counters.count(Kind.PINGS);
        Transport pinged = open;
        engineCall(
                () -> {
                    try {
                        pinged.ping();
                    } catch (IOException | RuntimeException e) {
                        // the engine reports the loss of the socket by itself
                        Log.CONNECTION.log(System.Logger.Level.DEBUG, "A ping failed", e);
                    } finally {
                        free();
                        pump();
                    }
                },
                this::free);
        return true;
    }

    /** Frames that wait, without the one in flight. */
    int waiting() {
        lock.lock();
        try {
            return backlog.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean makeRoom(int size) {
        long left = Mailbox.nanos(options.blockTimeout());
        while (writes() && !backlog.hasRoom(size)) {
            switch (options.overflow()) {
                case DROP_OLDEST, COALESCE -> {
                    backlog.dropOldest();
                    counters.count(Kind.OUT_DROPPED_OLDEST);
                }
                case BLOCK -> {
                    if (transport == null || left <= 0) {
                        return false;
                    }
                    try {
                        left = room.awaitNanos(left);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                }
                case CLOSE -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a frame may still get through. */
    private boolean writes() {
        return farewell == null && !broken;
    }

    /** Writes until the queue is empty, a write stays in flight, or a writer goes on. */
    private void pump() {
        goOn(claim());
    }

    private void goOn(Claim first) {
        Claim claim = first;
        while (claim != Claim.NOTHING) {
            boolean handedOver = claim == Claim.IN_ONE_PIECE && writers.ready(this);
            if (handedOver || !wroteAtOnce()) {
                return;
            }
            claim = claim();
        }
    }

    /** What the taker of the slot does with it. */
    private enum Claim {
        NOTHING,
        ALONE,
        IN_ONE_PIECE
    }

    /** Takes the slot if it is free and something waits; says farewell if nothing does. */
    private Claim claim() {
        Transport open;
        Farewell last;
        lock.lock();
        try {
            open = transport;
            if (!backlog.isEmpty()) {
                return claimSlot(ticker.nanos());
            }
            last = farewell;
            if (open == null || last == null || !isFree()) {
                return Claim.NOTHING;
            }
            closing = true;
        } finally {
            lock.unlock();
        }
        close(open, last);
        return Claim.NOTHING;
    }

    private boolean isFree() {
        return !closing && (!busy || aborted);
    }

    /** Takes the slot if it is free; something waits. */
    private Claim claimSlot(long now) {
        if (transport == null || !isFree()) {
            return Claim.NOTHING;
        }
        busy = true;
        busySince = now;
        return transport instanceof BatchingTransport && !isFrameByFrame(now) ? Claim.IN_ONE_PIECE : Claim.ALONE;
    }

    private boolean isFrameByFrame(long now) {
        frameByFrame = frameByFrame && now - frameByFrameSince < FRAME_BY_FRAME.toNanos();
        return frameByFrame;
    }

    /** Goes on with a slot that no writer was free for. */
    void writeAlone() {
        if (wroteAtOnce()) {
            pump();
        }
    }

    /** Begins the write of one frame, in the slot that was taken; true if the slot is free again. */
    private boolean wroteAtOnce() {
        Write write = new Write();
        List<Frame> next = begin(write, 1, ticker.nanos());
        if (next.isEmpty()) {
            return true;
        }
        try {
            open().write(next.get(0), write);
        } catch (RuntimeException e) {
            refused(write, e);
            free();
            return true;
        }
        boolean complete = write.isSecond();
        if (complete) {
            free();
        }
        return complete;
    }

    /**
     * Writes what waits as one write, in the slot that was taken. Called by {@link Writers}; may block.
     *
     * @return how many frames it was
     */
    int writeWaiting() {
        Write write = new Write();
        long began = ticker.nanos();
        List<Frame> piece = begin(write, PIECE_FRAMES, began);
        if (piece.isEmpty() || wrote(piece, write, began)) {
            pump();
        }
        return piece.size();
    }

    /** Begins the write of a piece; true if the slot is free again, and wanted. */
    private boolean wrote(List<Frame> piece, Write write, long began) {
        try {
            ((BatchingTransport) open()).write(piece, write);
        } catch (RuntimeException e) {
            refused(write, e);
            return release(began);
        }
        return write.isSecond() && release(began);
    }

    /** Takes what is to be written now; nothing if all was dropped meanwhile, and the slot is free again then. */
    private List<Frame> begin(Write write, int most, long now) {
        lock.lock();
        try {
            List<Frame> taken = closing ? List.of() : backlog.take(most);
            busy = !taken.isEmpty();
            if (busy) {
                busySince = now;
                write.frames = taken.size();
                inFlight = write;
                room.signalAll();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private Transport open() {
        return Objects.requireNonNull(transport); // once it is there, it stays
    }

    /** The engine refuses a socket that it has closed; it reports the end by itself. */
    private void refused(Write write, Exception failure) {
        Log.CONNECTION.log(System.Logger.Level.DEBUG, "A write was refused", failure);
        write.count(Kind.OUT_FAILED);
        fail();
    }

    /**
     * One write, from its call to its completion, which is taken once: an engine may tell it and then throw. The slot
     * is free when both have come, the completion and the return of the call, so whoever is second frees it.
     */
    private final class Write implements Transport.Completion {
        private final AtomicBoolean counted = new AtomicBoolean();
        private final AtomicBoolean met = new AtomicBoolean();
        private int frames; // written before the write begins

        @Override
        public void done(@Nullable Throwable failure) {
            if (!count(failure == null ? Kind.WRITTEN : Kind.OUT_FAILED)) {
                return;
            }
            if (failure != null) {
                fail();
            }
            if (isSecond()) {
                free();
                pump();
            }
        }

        private boolean count(Kind kind) {
            boolean first = !counted.getAndSet(true);
            if (first) {
                counters.count(kind, frames);
            }
            return first;
        }

        private boolean isSecond() {
            return met.getAndSet(true);
        }
    }

    /** A write has failed: none that follows would do better. */
    private void fail() {
        int dropped;
        lock.lock();
        try {
            if (broken) {
                return;
            }
            broken = true;
            brokenSince = ticker.nanos();
            dropped = backlog.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        counters.count(Kind.OUT_FAILED, dropped);
    }

    private void free() {
        lock.lock();
        try {
            busy = false;
            inFlight = null;
        } finally {
            lock.unlock();
        }
    }

    /** Frees the slot after a piece, and notes a client that has held it up; whether the slot is wanted again. */
    private boolean release(long began) {
        lock.lock();
        try {
            busy = false;
            inFlight = null;
            long now = ticker.nanos();
            if (now - began > HELD_UP.toNanos()) {
                frameByFrame = true;
                frameByFrameSince = now;
            }
            return !backlog.isEmpty() || farewell != null;
        } finally {
            lock.unlock();
        }
    }

    private void close(Transport open, Farewell last) {
        engineCall(
                () -> {
                    try {
                        open.close(last.code(), last.phrase());
                    } finally {
                        leave();
                    }
                },
                this::leave);
    }

    /** Makes a call that may block, on a thread for it; where there is none, the socket is left to the server. */
    private void engineCall(Runnable call, Runnable otherwise) {
        try {
            threads.engineCalls().execute(call);
        } catch (RejectedExecutionException e) {
            Log.CONNECTION.log(System.Logger.Level.DEBUG, "No thread was there for an engine call", e);
            otherwise.run();
        }
    }

    /** The socket is done with. An engine may never tell of a write that it had begun: it counts as failed then. */
    private void leave() {
        Write untold;
        lock.lock();
        try {
            untold = inFlight;
        } finally {
            lock.unlock();
        }
        if (untold != null) {
            untold.count(Kind.OUT_FAILED);
        }
        closed.run();
    }
}
