package ee.channels.jakarta;

import jakarta.servlet.FilterChain;
import jakarta.servlet.GenericFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.util.Optional;

/**
 * Stands behind all filters of the application, where the engine has one that binds sockets to the HTTP session in a
 * way of its own, and keeps what {@link HandshakeFilter} has accepted from that.
 *
 * <p>Undertow's filter puts its channels into an attribute of the session. From there it closes them when the session
 * ends, with 1008 and before any listener of an application hears of it; and a session that is replicated or stored can
 * no longer be written, since a channel is not serializable. Asked through the API, it does neither. Tyrus, the one
 * that is not there yet when applications are initialized, and the engine of Open Liberty get the handshake
 * {@linkplain WithoutSession without a session}.
 *
 * <p>Thread-safe.
 */
final class UpgradeFilter extends GenericFilter {

    static final String NAME = "channels-upgrade";

    private static final long serialVersionUID = 1L;

    /** Whether the engine of an application is one that needs this. */
    static boolean isNeeded(ServletContext context) {
        Object engine = context.getAttribute(ServerContainer.class.getName());
        return engine == null || isUndertow(engine) || mayNotSeeSession(engine);
    }

    private static boolean isUndertow(Object engine) {
        return engine.getClass().getName().startsWith("io.undertow.");
    }

    /** Whether a handshake goes to this engine without its session. */
    static boolean mayNotSeeSession(Object engine) {
        return isTyrus(engine) || LibertyEngine.is(engine);
    }

    /** Behind the subclass that each application has of it. */
    static boolean isTyrus(Object engine) {
        for (Class<?> type = engine.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith("org.glassfish.tyrus.")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<HandOver> accepted = HandOver.current();
        if (accepted.isPresent()
                && request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer) {
            Sockets sockets = accepted.get().sockets();
            if (isUndertow(sockets.engine())) {
                sockets.upgrade(http, answer);
            } else {
                chain.doFilter(mayNotSeeSession(sockets.engine()) ? new WithoutSession(http) : http, answer);
            }
        } else {
            chain.doFilter(request, response);
        }
    }
}
