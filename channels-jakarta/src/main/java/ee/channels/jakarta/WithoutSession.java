package ee.channels.jakarta;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * A handshake as Tyrus and the engine of Open Liberty are to see it. They remember sockets by their HTTP session, and
 * close some of them with 1008 if the user was signed in, before our listener hears of the end. Liberty also makes a
 * session for every handshake that has none. Neither needs one; what it asks for is not there, and none is made.
 *
 * <p>Confined to the thread of the request.
 */
final class WithoutSession extends HttpServletRequestWrapper {

    WithoutSession(HttpServletRequest handshake) {
        super(handshake);
    }

    @Override
    public @Nullable HttpSession getSession() {
        return null;
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        return null;
    }
}
