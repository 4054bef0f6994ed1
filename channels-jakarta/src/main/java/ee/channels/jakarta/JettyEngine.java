package ee.channels.jakarta;

import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.util.Set;

/**
 * What is done otherwise for the WebSocket engine of Jetty: when a server with a time-out for its stop goes down, the
 * engine closes its sockets before any application is told, and only its words tell that from a client's 1001.
 *
 * <p>Thread-safe: it keeps nothing.
 */
final class JettyEngine {

    private static final String SESSIONS = "org.eclipse.jetty.";

    /**
     * What it says while it stops: it closes one socket after the other, and its connector, which has no patience by
     * then, those whose turn has not come. No other socket of ours has an idle time-out.
     */
    private static final Set<String> STOPPING = Set.of("Container being shut down", "Connection Idle Timeout");

    private JettyEngine() {}

    static boolean has(Session session) {
        return session.getClass().getName().startsWith(SESSIONS);
    }

    /** Whether it is the stop of the server that has closed a socket. */
    static boolean isStopping(Session session, int code, String phrase) {
        return code == CloseCodes.GOING_AWAY.getCode() && STOPPING.contains(phrase) && has(session);
    }
}
