package ee.channels.jakarta;

import ee.channels.application.Frame;
import ee.channels.runtime.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * Writes to the engine's session. The caller sees to it that one write is in flight at a time: Tomcat kills a socket
 * over a second one.
 *
 * <p>Thread-safe, under the rules of {@link Transport}.
 */
class EngineTransport implements Transport {

    private static final Logger LOG = System.getLogger(EngineTransport.class.getName());

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final boolean liberty;

    EngineTransport(Session session) {
        this.session = session;
        this.liberty = LibertyEngine.has(session);
        this.remote = session.getAsyncRemote();
        remote.setSendTimeout(-1); // the watchdog's limit rules, which knows what waits behind the write
    }

    @Override
    public void write(Frame frame, Completion completion) {
        SendHandler done = result -> completion.done(result.isOK() ? null : result.getException());
        if (frame instanceof Frame.Text text) {
            remote.sendText(text.text(), done);
        } else if (frame instanceof Frame.Binary binary) {
            remote.sendBinary(liberty ? LibertyEngine.sendable(binary.bytes()) : binary.bytes(), done);
        }
    }

    @Override
    public void ping() throws IOException {
        remote.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void close(int code, String phrase) {
        try {
            session.close(new CloseReason(() -> code, phrase)); // the API's own CloseCodes do not know 1014
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "A socket that was to be closed is gone", e);
        }
    }
}
