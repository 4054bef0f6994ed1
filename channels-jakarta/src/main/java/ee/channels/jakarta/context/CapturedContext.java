package ee.channels.jakarta.context;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A context that the container has captured on the thread of the handshake: class loader, {@code java:comp}, and the
 * caller's identity. A container may refuse to set it up once the application is stopping; the callback then runs all
 * the same, with the class loader alone, since the end of a connection is told in any case.
 *
 * <p>Immutable.
 *
 * @param captured runs what it is given on the calling thread, in the context
 * @param otherwise where the container refuses
 */
record CapturedContext(Executor captured, CallContext otherwise) implements CallContext {

    private static final Logger LOG = System.getLogger(CapturedContext.class.getName());

    @Override
    public void run(Runnable callback) {
        Once once = new Once(callback);
        try {
            captured.execute(once);
        } catch (RuntimeException refusal) {
            if (once.begun) {
                throw refusal;
            }
            LOG.log(Level.DEBUG, "The container sets up no context any more", refusal);
        }
        if (once.begun) {
            once.rethrow();
        } else {
            otherwise.run(callback);
        }
    }

    /** Keeps what the callback throws from the container, which may log or wrap it. */
    private static final class Once implements Runnable {
        private final Runnable callback;
        private boolean begun;
        private @Nullable Throwable thrown;

        Once(Runnable callback) {
            this.callback = callback;
        }

        @Override
        @SuppressWarnings("IllegalCatch") // passed on by rethrow
        public void run() {
            begun = true;
            try {
                callback.run();
            } catch (RuntimeException | Error failure) {
                thrown = failure;
            }
        }

        void rethrow() {
            if (thrown instanceof RuntimeException failure) {
                throw failure;
            }
            if (thrown instanceof Error failure) {
                throw failure;
            }
        }
    }
}
