package ee.channels.jakarta;

import ee.channels.application.Frame;
import ee.channels.runtime.BatchingTransport;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Writes to a session of Tomcat's, where calls that may block are cheaper: it hands the completion of every other write
 * to one more thread, and only the flush of a batch, which may block, sends several frames by one call into the system.
 *
 * <p>Thread-safe, under the rules of {@link ee.channels.runtime.Transport}.
 */
final class TomcatTransport extends EngineTransport implements BatchingTransport {

    private static final String SESSIONS = "org.apache.tomcat.websocket.";
    private static final String BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    /** Tomcat's own default. */
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(20);

    private final RemoteEndpoint.Basic remote;

    /**
     * For a session that has opened.
     *
     * @param patience how long a write may take; Tomcat ends the session after 20 s where this is shorter
     */
    TomcatTransport(Session session, Duration patience) {
        super(session);
        this.remote = session.getBasicRemote();
        if (patience.compareTo(SEND_TIMEOUT) > 0) {
            session.getUserProperties().putIfAbsent(BLOCKING_SEND_TIMEOUT, patience.toMillis());
        }
    }

    static boolean has(Session session) {
        return session.getClass().getName().startsWith(SESSIONS);
    }

    @Override
    public void write(List<Frame> frames, Completion completion) {
        try {
            write(frames);
        } catch (IOException e) {
            completion.done(e);
            return;
        }
        completion.done(null);
    }

    private void write(List<Frame> frames) throws IOException {
        if (frames.size() == 1) {
            write(frames.get(0));
            return;
        }
        remote.setBatchingAllowed(true);
        try {
            for (Frame frame : frames) {
                write(frame);
            }
        } finally {
            remote.setBatchingAllowed(false); // sends what is left of the batch
        }
    }

    private void write(Frame frame) throws IOException {
        if (frame instanceof Frame.Text text) {
            remote.sendText(text.text());
        } else if (frame instanceof Frame.Binary binary) {
            remote.sendBinary(binary.bytes());
        }
    }
}
