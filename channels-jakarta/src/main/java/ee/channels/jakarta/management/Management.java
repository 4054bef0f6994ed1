package ee.channels.jakarta.management;

import ee.channels.layer.ChannelLayers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Registers the MXBeans of one application, and takes them away again. A server that refuses one is told in the log;
 * the application goes on without it.
 *
 * <p>Confined to the deploying thread.
 */
public final class Management implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Management.class.getName());

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    /**
     * Shows an application and its layers.
     *
     * @param host the virtual server that the application runs on
     * @param contextPath the application's context path; empty for the root, which is shown as {@code /}
     * @param application what is shown of the application itself
     */
    public Management(String host, String contextPath, ApplicationMXBean application, ChannelLayers layers) {
        String where = ",host=" + ObjectName.quote(host) + ",context="
                + ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath);
        register(application, "ee.channels:type=Application" + where);
        for (String alias : layers.aliases()) {
            register(
                    new LayerView(layers.counters(alias)),
                    "ee.channels:type=Layer" + where + ",alias=" + ObjectName.quote(alias));
        }
    }

    private void register(Object bean, String name) {
        try {
            registered.add(server.registerMBean(bean, new ObjectName(name)).getObjectName());
        } catch (JMException e) {
            LOG.log(Level.WARNING, () -> "The MXBean " + name + " cannot be shown", e);
        }
    }

    /** Takes all of them away. */
    @Override
    public void close() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOG.log(Level.DEBUG, () -> "The MXBean " + name + " was gone already", e);
            }
        }
        registered.clear();
    }
}
