package ee.channels.runtime;

import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.runtime.ConnectionCounters.Mark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for one connection's handler, and the right to run it.
 *
 * <p><b>One at a time.</b> Whoever moves the state to {@code RUNNING} runs the handler, alone; the lock, taken on the
 * way in and out, makes what one run wrote visible to the next. A new mailbox is running: its maker runs
 * {@code connect()}. Frames are handled on the engine's own thread when nothing waits ({@link #enter}), else in the
 * order of their coming, on a dispatcher's thread. Held, it collects and does not run, except for the end.
 *
 * <p><b>Bounds.</b> Frames are bounded in number and bytes, layer messages in number, apart from each other; a gap
 * merges with one that waits. The end is always taken, once; it is the last event, and what of the queue it does not
 * keep is handed back to be counted.
 *
 * <p>The lock is held for moving events alone: never while a handler runs, and nothing else is locked under it.
 *
 * <p>Thread-safe.
 */
final class Mailbox {

    /** How an offer ended. */
    enum Offer {
        TAKEN,
        FULL,
        ENDED
    }

    /** What the end left unhandled. */
    record Dropped(int frames, int messages) {}

    /** Whose mailbox it is. */
    interface Owner {
        /** Handles one event; never throws. */
        void handle(Event event);

        /** Sees to it that {@link Mailbox#run()} is called soon; the event is the first that waits. */
        void ready(Event first);

        /** The same, in the middle of a row of offers to several mailboxes, whose end the layer tells. */
        default void readySoon(Event first) {
            ready(first);
        }

        /** Was crowded, and is so no more. Never throws. */
        default void calm() {}
    }

    private enum State {
        RUNNING,
        HELD,
        IDLE,
        READY,
        DONE
    }

    private record Waiting(Event event, long since) {}

    /**
     * Frames that {@link #take} lets in once it is crowded: what an engine may have read before it has paused. It is
     * one more message, however large, and what fits into a few read buffers.
     */
    private static final int READ_AHEAD_FRAMES = 1024;

    /** Bytes of such frames; the last one may be of any size. */
    private static final int READ_AHEAD_BYTES = 1 << 20;

    /** After so many events in one run, the thread goes on to other mailboxes. */
    private static final int RUN_LENGTH = 64;

    private final Owner owner;
    private final ConnectionCounters counters;
    private final ReentrantLock lock;
    private final Condition room;
    private final ArrayDeque<Waiting> events = new ArrayDeque<>(2); // guarded by lock, as all that follows
    private State state = State.RUNNING;
    private boolean ending;
    private int frames;
    private long frameBytes;
    private boolean crowded;
    private int aheadFrames; // since crowded
    private long aheadBytes; // since crowded
    private int messages;

    Mailbox(Owner owner, ConnectionCounters counters) {
        this(owner, counters, new ReentrantLock());
    }

    /** With a lock that a model checker may look through. */
    Mailbox(Owner owner, ConnectionCounters counters, ReentrantLock lock) {
        this.owner = owner;
        this.counters = counters;
        this.lock = lock;
        this.room = lock.newCondition();
    }

    /** Takes a frame, within the bounds; a single one always fits. */
    Offer offer(Event.Incoming frame, int maxFrames, int maxBytes, long now) {
        Event first;
        lock.lock();
        try {
            if (ending) {
                return Offer.ENDED;
            }
            if (full(frame, maxFrames, maxBytes)) {
                return Offer.FULL;
            }
            first = addFrame(frame, now);
        } finally {
            lock.unlock();
        }
        announce(first);
        return Offer.TAKEN;
    }

    /**
     * Takes a frame from an engine that reads on by itself: at the bounds the mailbox becomes {@linkplain #isCrowded()
     * crowded}, and what the engine has read already finds room beyond them.
     *
     * @return {@code FULL} if the engine goes on and on
     */
    Offer take(Event.Incoming frame, int maxFrames, int maxBytes, long now) {
        Event first;
        lock.lock();
        try {
            if (ending) {
                return Offer.ENDED;
            }
            if (crowded) {
                if (aheadFrames >= READ_AHEAD_FRAMES || aheadBytes >= READ_AHEAD_BYTES) {
                    return Offer.FULL;
                }
                aheadFrames++;
                aheadBytes += frame.size();
            }
            first = addFrame(frame, now);
            crowded |= frames >= maxFrames || frameBytes >= maxBytes;
        } finally {
            lock.unlock();
        }
        announce(first);
        return Offer.TAKEN;
    }

    /** Whether {@link #take} has met the bounds since no frame waited. */
    boolean isCrowded() {
        lock.lock();
        try {
            return crowded;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #offer(Event.Incoming, int, int, long)}, waiting for room.
     *
     * @return {@code FULL} if there was none in time, or the thread was interrupted; its interrupt flag is set then
     */
    Offer await(Event.Incoming frame, int maxFrames, int maxBytes, long now, long nanos) {
        Event first;
        lock.lock();
        try {
            long left = nanos;
            while (!ending && full(frame, maxFrames, maxBytes)) {
                if (left <= 0) {
                    return Offer.FULL;
                }
                left = room.awaitNanos(left);
            }
            if (ending) {
                return Offer.ENDED;
            }
            first = addFrame(frame, now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Offer.FULL;
        } finally {
            lock.unlock();
        }
        announce(first);
        return Offer.TAKEN;
    }

    /** Takes a layer message, within the capacity. */
    Offer offer(Delivery delivery, int capacity) {
        Event first;
        lock.lock();
        try {
            if (ending) {
                return Offer.ENDED;
            }
            if (messages >= capacity) {
                return Offer.FULL;
            }
            messages++;
            counters.mark(Mark.LAYER_MESSAGES, messages);
            first = add(new Event.Layer(delivery), 0); // only the age of frames is looked at
        } finally {
            lock.unlock();
        }
        if (first != null) {
            owner.readySoon(first);
        }
        return Offer.TAKEN;
    }

    /** How many more layer messages would be taken at this moment, within the capacity. */
    int room(int capacity) {
        lock.lock();
        try {
            return ending ? 0 : Math.max(0, capacity - messages);
        } finally {
            lock.unlock();
        }
    }

    /** Takes word of a gap; one that waits already takes its groups along. */
    void offer(Gap gap, long now) {
        Event first;
        lock.lock();
        try {
            if (ending) {
                return;
            }
            Set<String> groups = new HashSet<>(gap.groups());
            for (Iterator<Waiting> waiting = events.iterator(); waiting.hasNext(); ) {
                if (waiting.next().event() instanceof Event.Missed missed) {
                    groups.addAll(missed.gap().groups());
                    waiting.remove();
                }
            }
            first = add(new Event.Missed(new Gap(groups)), now);
        } finally {
            lock.unlock();
        }
        announce(first);
    }

    /**
     * Takes the last event.
     *
     * @param keepFrames whether frames that wait are handled before it
     * @return what is dropped for it
     * @throws IllegalStateException if it has ended already
     */
    Dropped end(Event.End end, boolean keepFrames, long now) {
        Event first;
        Dropped dropped;
        lock.lock();
        try {
            if (ending) {
                throw new IllegalStateException("A mailbox ends once");
            }
            dropped = new Dropped(keepFrames ? 0 : frames, messages);
            events.removeIf(waiting -> !(keepFrames && waiting.event() instanceof Event.Incoming));
            if (!keepFrames) {
                frames = 0;
                frameBytes = 0;
            }
            messages = 0;
            if (state == State.HELD) {
                state = State.IDLE;
            }
            first = add(end, now);
            ending = true;
            relax();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        announce(first);
        return dropped;
    }

    /** Gets the right to run one event at once, if nothing runs or waits; {@link #leave} gives it back. */
    boolean enter() {
        lock.lock();
        try {
            if (state != State.IDLE || ending || !events.isEmpty()) {
                return false;
            }
            state = State.RUNNING;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the right to run; what came meanwhile is announced. */
    void leave() {
        settle(State.IDLE);
    }

    /** Gives back the right to run, but holds what comes until {@link #release}; an end is announced all the same. */
    void hold() {
        settle(State.HELD);
    }

    /** Ends the holding; no effect if it is not held. */
    void release() {
        Event first;
        lock.lock();
        try {
            if (state != State.HELD) {
                return;
            }
            state = State.IDLE;
            first = ifReady();
        } finally {
            lock.unlock();
        }
        announce(first);
    }

    /** Handles what waits, up to a fair number of events. The dispatcher calls this once for each announcement. */
    void run() {
        for (int handled = 0; handled < RUN_LENGTH; handled++) {
            Event event = next();
            if (event == null) {
                return;
            }
            owner.handle(event);
            if (event instanceof Event.End) {
                finish();
                return;
            }
        }
        settle(State.IDLE);
    }

    /** How long the oldest frame has waited, in nanoseconds; zero if none waits. */
    long oldestFrameAge(long now) {
        lock.lock();
        try {
            for (Waiting waiting : events) {
                if (waiting.event() instanceof Event.Incoming) {
                    return now - waiting.since();
                }
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the end was handled. */
    boolean isDone() {
        lock.lock();
        try {
            return state == State.DONE;
        } finally {
            lock.unlock();
        }
    }

    private void relax() {
        crowded = false;
        aheadFrames = 0;
        aheadBytes = 0;
    }

    private boolean full(Event.Incoming frame, int maxFrames, int maxBytes) {
        return frames > 0 && (frames >= maxFrames || frameBytes + frame.size() > maxBytes);
    }

    private @Nullable Event addFrame(Event.Incoming frame, long now) {
        frames++;
        frameBytes += frame.size();
        counters.mark(Mark.INBOUND_MESSAGES, frames);
        counters.mark(Mark.INBOUND_BYTES, frameBytes);
        return add(frame, now);
    }

    /** Adds an event; returns the first one if it must be announced. */
    private @Nullable Event add(Event event, long now) {
        events.add(new Waiting(event, now));
        return ifReady();
    }

    private @Nullable Event ifReady() {
        Waiting first = events.peek();
        if (state != State.IDLE || first == null) {
            return null;
        }
        state = State.READY;
        return first.event();
    }

    private void settle(State next) {
        Event first;
        lock.lock();
        try {
            state = ending ? State.IDLE : next;
            first = ifReady();
        } finally {
            lock.unlock();
        }
        announce(first);
    }

    private @Nullable Event next() {
        Event next;
        boolean calm = false;
        lock.lock();
        try {
            Waiting first = events.poll();
            if (first == null) {
                state = State.IDLE;
                return null;
            }
            state = State.RUNNING;
            if (first.event() instanceof Event.Incoming frame) {
                frames--;
                frameBytes -= frame.size();
                room.signalAll();
                calm = crowded && frames == 0;
                if (calm) {
                    relax();
                }
            } else if (first.event() instanceof Event.Layer) {
                messages--;
            }
            next = first.event();
        } finally {
            lock.unlock();
        }
        if (calm) {
            owner.calm();
        }
        return next;
    }

    private void finish() {
        lock.lock();
        try {
            state = State.DONE;
        } finally {
            lock.unlock();
        }
    }

    private void announce(@Nullable Event first) {
        if (first != null) {
            owner.ready(first);
        }
    }

    /** How long a wait for room may be, in the unit that {@link #await} takes. */
    static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }
}
