package ee.channels.jakarta;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * A handshake as Tyrus is to see it. Tyrus remembers, for each HTTP session, the last of its sockets: it closes that
 * one with 1008 if the user was signed in, before our listener hears of the end, and holds it in memory until then.
 *
 * <p>Confined to the thread of the request.
 */
final class WithoutSession extends HttpServletRequestWrapper {

    WithoutSession(HttpServletRequest handshake) {
        super(handshake);
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        return create ? super.getSession(true) : null;
    }
}
