package ee.channels.jakarta.context;

/**
 * The context that the callbacks of one connection run in.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
interface CallContext {

    /** Runs a callback on this thread, once, in the context; what it throws passes as it is. */
    void run(Runnable callback);
}
