package ee.channels.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The threads that a runtime works on; the adapter chooses them. An executor that has ended, or that the system has no
 * room for one more thread for, throws a {@link java.util.concurrent.RejectedExecutionException}.
 *
 * <p>Implementations are thread-safe.
 */
public interface Threads extends AutoCloseable {

    /** Runs handlers, in the application's context. They may block; at most {@link #handlerLimit()} run at once. */
    Executor handlers();

    /** How many handlers the executor can run at once. */
    int handlerLimit();

    /**
     * Runs pings and closes, which may block for as long as a stuck client makes them. Those that are too many at once
     * wait.
     */
    Executor engineCalls();

    /** Runs the writes of {@link Writers}, which may block likewise, and never lets one wait for a ping or close. */
    Executor writers();

    /** How many writes into the engine may be blocked at once. {@link #writers()} runs one task more. */
    int writerLimit();

    /** Runs a short task that never blocks, once, after a delay. */
    void schedule(Runnable task, Duration delay);

    /** Ends them all; what was scheduled does not run any more. */
    @Override
    void close();
}
