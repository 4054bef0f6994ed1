package ee.channels.runtime;

import ee.channels.application.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of an open socket.
 *
 * <p>The outbound queue sees to it that at most one {@link #write} or {@link #ping} is under way at any time.
 * {@link #close} may come at any moment.
 *
 * <p>Implementations are thread-safe.
 */
public interface Transport {

    /** Told once how a write ended. */
    @FunctionalInterface
    interface Completion {
        /**
         * The write is done.
         *
         * @param failure why it failed, or null if it did not
         */
        void done(@Nullable Throwable failure);
    }

    /** Begins to write a frame and returns; the completion may run before that, on the caller's thread, or later. */
    void write(Frame frame, Completion completion);

    /** Sends a ping. May block for as long as the engine waits for a stuck client. */
    void ping() throws java.io.IOException;

    /** Sends a close frame and ends the socket. May block; closing twice is closing once. */
    void close(int code, String phrase);
}
