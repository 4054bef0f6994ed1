package ee.channels.jakarta.session;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/**
 * Tells the bridge what the container does with sessions.
 *
 * <p>Thread-safe.
 */
final class SessionEnds implements HttpSessionListener, HttpSessionIdListener {

    private final SessionBridge bridge;

    SessionEnds(SessionBridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        bridge.sessionCreated(event.getSession().getId());
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        bridge.sessionDestroyed(event.getSession().getId());
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
        bridge.sessionIdChanged(event.getSession(), oldSessionId);
    }
}
