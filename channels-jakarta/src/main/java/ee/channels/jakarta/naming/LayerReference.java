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
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;

/** What a container's declaration of a channel layer says, and how it is refused. */
final class LayerReference {

    private static final String URL = "url";

    /** What Tomcat adds to a reference, or keeps there for itself. */
    private static final Set<String> CONTAINERS_OWN =
            Set.of("auth", "closeMethod", "description", "factory", "mappedName", "scope", "singleton");

    private LayerReference() {}

    /** The reference, if it is one to a channel layer. */
    static @Nullable Reference of(@Nullable Object declared) {
        return declared instanceof Reference reference
                        && ChannelLayer.class.getName().equals(reference.getClassName())
                ? reference
                : null;
    }

    /**
     * What a binding of type {@code object-factory} says in the naming subsystem of WildFly, which passes no reference
     * but the name as a text and what it is to be made of as the environment.
     *
     * @return null if it is no such binding, or has no URL
     */
    static @Nullable Reference ofBinding(@Nullable Object bound, @Nullable Hashtable<?, ?> environment) {
        if (!(bound instanceof String) || environment == null || !environment.containsKey(URL)) {
            return null;
        }
        Reference reference = new Reference(ChannelLayer.class.getName());
        environment.forEach((option, value) -> {
            if (!String.valueOf(option).startsWith("java.naming.")) {
                reference.add(new StringRefAddr(String.valueOf(option), String.valueOf(value)));
            }
        });
        return reference;
    }

    /**
     * The layer that is declared.
     *
     * @param name its last part is the alias
     * @throws ConfigurationException if there is no name or no URL
     */
    static LayerConfig config(@Nullable Name name, Reference reference) {
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

    /**
     * The layer of an application that is declared, if it is one: by a reference, or as a naming subsystem of WildFly
     * does it, by a name and an environment with the attributes.
     *
     * @throws ConfigurationException if there is no name or no URL
     */
    static @Nullable LayerConfig declared(
            @Nullable Object declared, @Nullable Name name, @Nullable Hashtable<?, ?> environment) {
        Reference reference = of(declared);
        if (reference != null) {
            return config(name, reference);
        }
        if (declared instanceof String path && environment != null && environment.containsKey(URL)) {
            Map<String, String> options = new HashMap<>();
            environment.forEach((key, value) -> options.put(String.valueOf(key), String.valueOf(value)));
            String url = String.valueOf(options.remove(URL));
            return LayerConfig.of(path.substring(path.lastIndexOf('/') + 1), url, options);
        }
        return null;
    }

    /** The layer of that alias: the one that a system property describes, or else the one that is declared. */
    static ChannelLayer opened(LayerConfig declared, ChannelLayers layers) {
        return isReplaced(declared.alias()) && layers.aliases().contains(declared.alias())
                ? layers.layer(declared.alias())
                : layers.open(declared);
    }

    private static boolean isReplaced(String alias) {
        return System.getProperty("channels.layer." + alias + "." + URL) != null;
    }

    /** The refusal, as JNDI wants it. */
    static NamingException refusal(@Nullable Name name, ChannelsException cause) {
        NamingException refusal = new NamingException(cause.getMessage());
        refusal.initCause(cause);
        refusal.setResolvedName(name);
        return refusal;
    }
}
