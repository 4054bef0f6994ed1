package ee.channels.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The threads that a runtime works on; the adapter chooses them.
 *
 * <p>Implementations are thread-safe.
 */
public interface Threads extends AutoCloseable {

    /** Runs handlers, in the application's context. They may block; at most {@link #handlerLimit()} run at once. */
    Executor handlers();

    /** How many handlers the executor can run at once. */
    int handlerLimit();

    /**
     * Runs calls into the engine that may block for as long as a stuck client makes them: pings, closes, and the writes
     * of {@link Writers}. It runs more of them at once than {@link #writerLimit()}.
     */
    Executor engineCalls();

    /** How many writes into the engine may be blocked at once. */
    int writerLimit();

    /** Runs a short task that never blocks, once, after a delay. */
    void schedule(Runnable task, Duration delay);

    /** Ends them all; what was scheduled does not run any more. */
    @Override
    void close();
}
