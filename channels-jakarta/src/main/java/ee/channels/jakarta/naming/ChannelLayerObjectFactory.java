package ee.channels.jakarta.naming;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
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
 * <p>Channels counterpart: an entry of {@code CHANNEL_LAYERS}.
 *
 * <p>Thread-safe.
 */
public final class ChannelLayerObjectFactory implements ObjectFactory {

    private static final String URL = "url";

    /** What Tomcat adds to a reference, or keeps there for itself. */
    private static final Set<String> CONTAINERS_OWN =
            Set.of("auth", "closeMethod", "description", "factory", "mappedName", "scope", "singleton");

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
        if (!(obj instanceof Reference reference)
                || !ChannelLayer.class.getName().equals(reference.getClassName())) {
            return null;
        }
        try {
            return ChannelLayers.current().open(config(name, reference));
        } catch (ChannelsException e) {
            NamingException refusal = new NamingException(e.getMessage());
            refusal.initCause(e);
            refusal.setResolvedName(name);
            throw refusal;
        }
    }

    private static LayerConfig config(@Nullable Name name, Reference reference) {
        if (name == null || name.isEmpty()) {
            throw ConfigurationException.of(
                    "A channel layer in JNDI", "has no name to take its alias from; bind it as channels/<alias>");
        }
        String alias = name.get(name.size() - 1);
        Map<String, String> options = new HashMap<>();
        for (RefAddr address : Collections.list(reference.getAll())) {
            if (!CONTAINERS_OWN.contains(address.getType())) {
                options.put(address.getType(), String.valueOf(address.getContent()));
            }
        }
        String url = options.remove(URL);
        if (url == null) {
            throw ConfigurationException.of(
                    JndiLayers.SUBCONTEXT + alias, "has no attribute url; write for instance url=\"memory:\"");
        }
        return LayerConfig.of(alias, url, options);
    }
}
