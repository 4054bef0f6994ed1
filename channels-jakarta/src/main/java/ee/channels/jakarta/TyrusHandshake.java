package ee.channels.jakarta;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;

/**
 * A handshake that Tyrus is to upgrade: the container gets a {@link TyrusUpgrade}, which does not lose the end of a
 * client that vanishes at once.
 *
 * <p>Confined to the thread of the request.
 */
final class TyrusHandshake extends HttpServletRequestWrapper {

    TyrusHandshake(HttpServletRequest handshake) {
        super(handshake);
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        T engine;
        try {
            engine = type.getConstructor().newInstance(); // Tyrus wants nothing injected
        } catch (ReflectiveOperationException e) {
            throw new ServletException("The engine's upgrade cannot be made", e);
        }
        return super.upgrade(TyrusUpgrade.class).of(engine);
    }
}
