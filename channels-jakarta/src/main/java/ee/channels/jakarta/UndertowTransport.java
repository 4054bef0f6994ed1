package ee.channels.jakarta;

import ee.channels.application.Frame;
import ee.channels.runtime.BatchingTransport;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;

/**
 * Writes to a session of Undertow's, without waiting. Its I/O thread does all writing, and is woken for each frame; or
 * once for several, which it then sends by one call into the system.
 *
 * <p>Thread-safe, under the rules of {@link ee.channels.runtime.Transport}.
 */
final class UndertowTransport extends EngineTransport implements BatchingTransport {

    private static final String SESSIONS = "io.undertow.";

    private final RemoteEndpoint.Async remote;

    UndertowTransport(Session session) {
        super(session);
        this.remote = session.getAsyncRemote();
    }

    static boolean has(Session session) {
        return session.getClass().getName().startsWith(SESSIONS);
    }

    @Override
    public void write(List<Frame> frames, Completion completion) {
        if (frames.size() == 1) {
            write(frames.get(0), completion);
            return;
        }
        try {
            writeBatch(frames, completion);
        } catch (IOException e) {
            completion.done(e);
        }
    }

    /** Undertow completes frames in order, and fails all that follow one that has failed. */
    private void writeBatch(List<Frame> frames, Completion completion) throws IOException {
        int last = frames.size() - 1;
        remote.setBatchingAllowed(true);
        try {
            frames.subList(0, last).forEach(frame -> write(frame, failure -> {}));
            write(frames.get(last), completion);
        } finally {
            remote.setBatchingAllowed(false); // first: a close frame that comes meanwhile is flushed by the next line
            remote.flushBatch();
        }
    }
}
