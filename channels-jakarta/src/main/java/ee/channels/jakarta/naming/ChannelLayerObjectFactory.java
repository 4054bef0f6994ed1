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
     * @param obj a {@link Reference} to a {@link ChannelLayer}; for anything else the answer is null, as the contract
     *     of JNDI has it
     * @throws NamingException caused by the {@link ConfigurationException} that names what is wrong: an option, its
     *     value, the URL, or that the application has no layers yet or any more
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object obj, @Nullable Name name, @Nullable Context nameCtx, @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        Reference reference = LayerReference.of(obj);
        if (reference == null) {
            return null;
        }
        try {
            LayerConfig declared = LayerReference.config(name, reference);
            ChannelLayers layers = ChannelLayers.current();
            return LayerReference.isReplaced(declared.alias())
                            && layers.aliases().contains(declared.alias())
                    ? layers.layer(declared.alias())
                    : layers.open(declared);
        } catch (ChannelsException e) {
            throw LayerReference.refusal(name, e);
        }
    }
}
