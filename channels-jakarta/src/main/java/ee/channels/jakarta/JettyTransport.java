package ee.channels.jakarta;

import ee.channels.application.Frame;
import ee.channels.runtime.BatchingTransport;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Writes to a session of Jetty's: one frame without waiting, several as a batch, whose flush blocks until all is sent.
 *
 * <p>Thread-safe, under the rules of {@link ee.channels.runtime.Transport}.
 */
final class JettyTransport extends EngineTransport implements BatchingTransport {

    /**
     * How long nothing may move on a socket that is closed. Without a limit Jetty would wait for ever for a client that
     * does not read, and a flush with it.
     */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final Session session;
    private final RemoteEndpoint.Async remote;

    JettyTransport(Session session) {
        super(session);
        this.session = session;
        this.remote = session.getAsyncRemote();
    }

    @Override
    public void write(List<Frame> frames, Completion completion) {
        if (frames.size() == 1) {
            write(frames.get(0), completion);
            return;
        }
        try {
            writeBatch(frames);
        } catch (IOException e) {
            completion.done(e);
            return;
        }
        completion.done(null);
    }

    /** A frame that cannot be sent fails the flush as well. */
    private void writeBatch(List<Frame> frames) throws IOException {
        remote.setBatchingAllowed(true);
        try {
            frames.forEach(frame -> write(frame, failure -> {}));
        } finally {
            remote.setBatchingAllowed(false); // sends what is left of the batch
        }
    }

    @Override
    public void close(int code, String phrase) {
        session.setMaxIdleTimeout(PARTING.toMillis());
        super.close(code, phrase);
    }
}
