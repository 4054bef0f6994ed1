package ee.channels.jakarta.naming;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * The channel layers that the container declares for an application, under {@code java:comp/env/channels}.
 *
 * <p>Containers make such objects when somebody first asks, which may be long after the deployment, and in a servlet.
 * So we ask first.
 *
 * <p>Thread-safe.
 */
public final class JndiLayers {

    /** Where layers are declared, below {@link #ENVIRONMENT}. */
    static final String SUBCONTEXT = "channels/";

    private static final String ENVIRONMENT = "java:comp/env/";

    private JndiLayers() {}

    /**
     * Opens every layer that is declared; call once the application's layers are bound to its class loader, and before
     * any of its own code runs.
     *
     * @return the layers by the last part of their name; empty where nothing is declared, or there is no JNDI
     * @throws ConfigurationException naming the resource and what is wrong with it: an option of it, or that it is
     *     asked for by a {@code @Resource} and declared nowhere
     */
    public static Map<String, ChannelLayer> open() {
        Map<String, ChannelLayer> found = new LinkedHashMap<>();
        for (String name : names()) {
            if (lookUp(SUBCONTEXT + name) instanceof ChannelLayer layer) {
                found.put(name, layer);
            }
        }
        return found;
    }

    /** Whether a name below {@code java:comp/env} leads to a channel layer. */
    public static boolean has(String name) {
        try {
            return new InitialContext().lookup(ENVIRONMENT + name) instanceof ChannelLayer;
        } catch (NamingException e) {
            return false;
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            for (NameClassPair pair : Collections.list(new InitialContext().list("java:comp/env/channels"))) {
                names.add(pair.getName());
            }
        } catch (NamingException e) {
            return List.of(); // no JNDI, or nothing below that name
        }
        return names;
    }

    private static @Nullable Object lookUp(String name) {
        try {
            Object found = new InitialContext().lookup(ENVIRONMENT + name);
            return found instanceof Context ? null : found;
        } catch (NamingException e) {
            throw refusal(name, e);
        }
    }

    private static ConfigurationException refusal(String name, NamingException failure) {
        ConfigurationException told = toldBy(failure);
        ConfigurationException refusal = ConfigurationException.of(
                ENVIRONMENT + name,
                told != null
                        ? "cannot be opened: " + told.getMessage()
                        : "is asked for, by @Resource or in web.xml, but not declared: " + failure.getMessage()
                                + ". On Tomcat, declare it in META-INF/context.xml: <Resource name=\"" + name
                                + "\" type=\"" + ChannelLayer.class.getName() + "\" factory=\""
                                + ChannelLayerObjectFactory.class.getName() + "\" url=\"memory:\"/>");
        refusal.initCause(failure);
        return refusal;
    }

    private static @Nullable ConfigurationException toldBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException told) {
                return told;
            }
        }
        return null;
    }
}
