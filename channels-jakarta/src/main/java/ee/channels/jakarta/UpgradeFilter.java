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
 * Stands behind all filters of the application, on Undertow alone, and upgrades what {@link HandshakeFilter} has
 * accepted, so that Undertow's own filter does not.
 *
 * <p>Undertow's filter puts its channels into an attribute of the HTTP session. From there it closes them when the
 * session ends, with 1008 and before any listener of an application hears of it; and a session that is replicated or
 * stored can no longer be written, since a channel is not serializable. Asked through the API, it does neither.
 *
 * <p>Thread-safe.
 */
final class UpgradeFilter extends GenericFilter {

    static final String NAME = "channels-upgrade";

    private static final long serialVersionUID = 1L;

    /** Whether the engine of an application is the one that needs this. */
    static boolean isNeeded(ServletContext context) {
        Object engine = context.getAttribute(ServerContainer.class.getName());
        return engine != null && engine.getClass().getName().startsWith("io.undertow.");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<HandOver> accepted = HandOver.current();
        if (accepted.isPresent()
                && request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer) {
            accepted.get().sockets().upgrade(http, answer);
        } else {
            chain.doFilter(request, response);
        }
    }
}
