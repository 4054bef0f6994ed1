package ee.channels.conformance.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.websocket.server.ServerContainer;

/** Makes every engine what some are by default: one that closes a socket over which nothing is said for a while. */
@WebListener
public class ImpatientEngine implements ServletContextListener {

    /** Enough for hundreds of handshakes at once on a busy machine: Jetty counts from the upgrade, not the opening. */
    private static final long MILLIS = 2_500;

    /** Made by the container. */
    public ImpatientEngine() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object engine = event.getServletContext().getAttribute(ServerContainer.class.getName());
        ((ServerContainer) engine).setDefaultMaxSessionIdleTimeout(MILLIS);
    }
}
