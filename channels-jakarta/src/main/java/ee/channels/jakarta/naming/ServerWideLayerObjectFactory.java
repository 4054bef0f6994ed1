package ee.channels.jakarta.naming;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.ServerWideLayer;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a channel layer that all applications of a server may share, out of a resource that is declared for the server:
 * on Tomcat in {@code GlobalNamingResources}, from where a {@code ResourceLink} leads to it; on GlassFish and Payara as
 * a custom resource, which {@code glassfish-web.xml} maps; on WildFly in the naming subsystem, as a binding of type
 * {@code object-factory} whose environment has the attributes.
 *
 * <pre>{@code
 * <Resource name="channels/default" auth="Container" type="ee.channels.layer.ChannelLayer"
 *           factory="ee.channels.jakarta.naming.ServerWideLayerObjectFactory"
 *           url="memory:" closeMethod="closeWithServer"/>
 * }</pre>
 *
 * <p>Attributes are those of {@link ChannelLayerObjectFactory}. That there are two factories is how a layer knows whose
 * it is: Tomcat makes resources of the server when somebody first asks, often for an application, and on its thread.
 *
 * <p>Channels counterpart: an entry of {@code CHANNEL_LAYERS}, for all projects of a machine.
 *
 * <p>Thread-safe.
 */
public final class ServerWideLayerObjectFactory implements ObjectFactory {

    private static final String GUIDES = "docs/servers, and tomcat-config for Tomcat, wildfly-config for WildFly";

    /** The layers that only we keep; they end with the server. */
    private static final Map<LayerConfig, ServerWideLayer> KEPT = new ConcurrentHashMap<>();

    /** For the container. */
    public ServerWideLayerObjectFactory() {}

    /**
     * A layer as a reference describes it: a new one, if the container keeps it as the one of that name, else the one
     * that was made of an equal reference before.
     *
     * @param obj a {@link Reference} to a channel layer, or the name of a binding with a URL in its environment; for
     *     anything else the answer is null, as the contract of JNDI has it
     * @throws NamingException caused by the {@link ConfigurationException} that names what is wrong: an option, its
     *     value, the URL, or that this class lies in a web application
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object obj, @Nullable Name name, @Nullable Context nameCtx, @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        Reference binding = LayerReference.ofBinding(obj, environment);
        if (binding != null) {
            return getObjectInstance(binding, new CompositeName(String.valueOf(obj)), null, null);
        }
        Reference reference = LayerReference.of(obj);
        if (reference == null) {
            return null;
        }
        try {
            requireServersCopy(String.valueOf(name), reference);
            LayerConfig config = LayerReference.config(name, reference);
            return isKept(reference) ? open(config) : KEPT.computeIfAbsent(config, ServerWideLayerObjectFactory::open);
        } catch (ChannelsException e) {
            throw LayerReference.refusal(name, e);
        }
    }

    private static ServerWideLayer open(LayerConfig config) {
        return ServerWideLayer.open(config, Ticker.system());
    }

    /** GlassFish, Payara and WildFly keep what describes it alone, and come here at each look-up. */
    private static boolean isKept(Reference reference) {
        return reference.getClass() != Reference.class;
    }

    /** Containers load factories through the application that asks: its copy must not make what others will hold. */
    private static void requireServersCopy(String name, Reference reference) {
        ClassLoader server = reference.getClass().getClassLoader();
        if (server == null ? isApplications() : !LibraryCopy.isSeenBy(server)) {
            throw ConfigurationException.of(
                    "The server-wide channel layer " + name,
                    "cannot be made by " + LibraryCopy.own() + ", which belongs to a web application; "
                            + (server == null ? LibraryCopy.hidden() : LibraryCopy.other(server))
                                    .map(jar -> "the server's copy of the library is " + jar
                                            + ". Leave the library out of the application, or the reference to the"
                                            + " server's layer")
                                    .orElse("the server has no copy of the library. Install one, see " + GUIDES));
        }
    }

    private static boolean isApplications() {
        return Objects.equals(
                ServerWideLayerObjectFactory.class.getClassLoader(),
                Thread.currentThread().getContextClassLoader());
    }
}
