package ee.channels.runtime;

import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.runtime.ConnectionCounters.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An outbound queue and an engine that looks closely. Engine calls run at once, on the thread that makes them. The
 * fields that only a write touches are plain on purpose: as one is in flight at a time, each sees what the last wrote.
 *
 * <p>Its methods may run at the same time.
 */
final class WatchedQueue implements Transport, Threads {

    private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults();
    private static final Frame FRAME = Frame.text("");

    private final ConnectionCounters counters = new ConnectionCounters();
    private final OutboundQueue queue;
    private final boolean inline;
    private final AtomicReference<@Nullable Completion> pending = new AtomicReference<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private int written;
    private volatile boolean overlapped;
    private volatile boolean late;

    /**
     * A queue with an open socket.
     *
     * @param inline whether a write completes before it returns; else {@link #complete} does it
     */
    WatchedQueue(boolean inline) {
        this.inline = inline;
        this.queue = new OutboundQueue(OPTIONS, counters, this, new Writers(this, () -> false, 1, 1, () -> 0, counters), () -> 0, ends::incrementAndGet);
        queue.attach(this);
    }

    void send() {
        queue.send(FRAME);
    }

    void finish() {
        queue.finish(1000, "");
    }

    void abort() {
        queue.abort(1013, "", Kind.OUT_DROPPED_OVERFLOW);
    }

    void abandon() {
        queue.abandon();
    }

    /** Completes the write in flight, if there is one. */
    void complete(@Nullable IOException failure) {
        Completion completion = pending.getAndSet(null);
        if (completion != null) {
            returned(completion, failure);
        }
    }

    @Override
    public void write(Frame frame, Completion completion) {
        overlapped |= calls.incrementAndGet() != 1;
        written++;
        if (inline) {
            returned(completion, null);
        } else {
            pending.set(completion);
        }
    }

    private void returned(Completion completion, @Nullable IOException failure) {
        calls.decrementAndGet();
        completion.done(failure);
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String phrase) {
        late |= closes.incrementAndGet() != 1;
    }

    /**
     * What has gone wrong; to be asked when all threads are through.
     *
     * @param sent frames
     * @param ended whether the queue was ended
     */
    String fault(int sent, boolean ended) {
        while (pending.get() != null) {
            complete(null);
        }
        long dropped = 0;
        for (Kind kind : Kind.values()) {
            dropped += kind.name().startsWith("OUT_") ? counters.get(kind) : 0;
        }
        if (overlapped) {
            return "two writes in flight";
        }
        if (late || ends.get() != (ended ? 1 : 0)) {
            return "closed " + closes + ", ended " + ends;
        }
        if (counters.get(Kind.WRITTEN) > written || queue.waiting() != 0) {
            return "written " + counters.get(Kind.WRITTEN) + " of " + written + ", waiting " + queue.waiting();
        }
        long missing = sent - counters.get(Kind.WRITTEN) - dropped;
        return missing == 0 ? "none" : missing + " missing";
    }

    @Override
    public Executor writers() {
        return engineCalls();
    }

    @Override
    public Executor engineCalls() {
        return Runnable::run;
    }

    @Override
    public Executor handlers() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int writerLimit() {
        return 1;
    }

    @Override
    public int handlerLimit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
