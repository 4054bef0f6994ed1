package ee.channels.jakarta.naming;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a channel layer out of a resource that the container declares, or finds the one that is there: per name and
 * application there is one, which servlets and consumers share and which ends with the application.
 *
 * <pre>{@code
 * <Resource name="channels/default" type="ee.channels.layer.ChannelLayer"
 *           factory="ee.channels.jakarta.naming.ChannelLayerObjectFactory"
 *           url="memory:" capacity="100"/>
 * }</pre>
 *
 * <p>The last part of the name is the layer's alias. {@code url} is required; every other attribute is an option of the
 * layer, except for the container's own ({@code auth}, {@code closeMethod}, {@code description}, {@code factory},
 * {@code mappedName}, {@code scope}, {@code singleton}).
 *
 * <p>The declaration may be the server's: it describes a layer, and each application that asks gets one of its own,
 * made by its own copy of the library where it has one. WildFly, whose bindings are no references, hands over the name
 * and an environment that holds the attributes.
 *
 * <p>A system property {@code channels.layer.<alias>.url} wins, as it does over a context-param: then the layer is the
 * one that system properties and context-params describe, and the resource's attributes count for nothing.
 *
 * <p>For a layer that outlives the application, and that others share, see {@link ServerWideLayerObjectFactory}.
 *
 * <p>Channels counterpart: an entry of {@code CHANNEL_LAYERS}.
 *
 * <p>Thread-safe.
 */
public final class ChannelLayerObjectFactory implements ObjectFactory {

    /** For the container. */
    public ChannelLayerObjectFactory() {}

    /**
     * The layer that a reference describes, for the application of the current thread.
     *
     * @param obj a {@link Reference} to a {@link ChannelLayer}, or on WildFly the binding's name; for anything else the
     *     answer is null, as the contract of JNDI has it
     * @throws NamingException caused by the {@link ConfigurationException} that names what is wrong: an option, its
     *     value or the URL. An application that has no layers yet is given one that works when it has
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object obj, @Nullable Name name, @Nullable Context nameCtx, @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        ObjectFactory applications = LibraryCopy.ofApplication(ChannelLayerObjectFactory.class);
        if (applications != null) {
            return made(applications, obj, name, nameCtx, environment);
        }
        try {
            LayerConfig declared = LayerReference.declared(obj, name, environment);
            if (declared == null) {
                return null;
            }
            return ChannelLayers.areBound()
                    ? LayerReference.opened(declared, ChannelLayers.current())
                    : new DeferredLayer(declared);
        } catch (ChannelsException e) {
            throw LayerReference.refusal(name, e);
        }
    }

    private static @Nullable Object made(
            ObjectFactory other,
            @Nullable Object obj,
            @Nullable Name name,
            @Nullable Context nameCtx,
            @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        try {
            return other.getObjectInstance(obj, name, nameCtx, environment);
        } catch (NamingException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            NamingException failure = new NamingException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
