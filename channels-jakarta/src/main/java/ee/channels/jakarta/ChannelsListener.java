package ee.channels.jakarta;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Begins and ends the library with the web application: what {@link ChannelsInitializer} has prepared starts here, once
 * the container's WebSocket engine is there, and everything is gone when {@link #contextDestroyed} returns.
 *
 * <p>Channels counterpart: the start and the stop of Daphne.
 *
 * <p>Confined to the deploying thread.
 */
public final class ChannelsListener implements ServletContextListener {

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
        deployment.start();
    }

    /** Ends every connection with 1001, then threads and layers. Blocks up to the drain time-out. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        deployment.close();
    }
}
