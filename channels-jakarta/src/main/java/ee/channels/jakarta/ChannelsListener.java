package ee.channels.jakarta;

import ee.channels.ChannelsException;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Begins and ends the library with the web application: what {@link ChannelsInitializer} has prepared starts here, once
 * the container's WebSocket engine is there, and everything is gone when {@link #contextDestroyed} returns.
 *
 * <p>Channels counterpart: the start and the stop of Daphne.
 *
 * <p>Confined to the deploying thread.
 */
public final class ChannelsListener implements ServletContextListener {

    private static final Logger LOG = System.getLogger(ChannelsListener.class.getName());

    private final Deployment deployment;

    ChannelsListener(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * Checks every class, route and setting, and only then adds the endpoints.
     *
     * @throws ee.channels.ConfigurationException naming what is wrong; the container then fails the deployment
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            deployment.start();
        } catch (ChannelsException e) {
            // The container writes the cause into a file of its own, and tells the console only that a listener failed.
            LOG.log(
                    Level.ERROR,
                    "Channels cannot start {0}: {1}",
                    event.getServletContext().getContextPath(),
                    e.getMessage());
            throw e;
        }
    }

    /** Ends every connection with 1001, then threads and layers. Blocks up to the drain time-out. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        deployment.close();
    }
}
