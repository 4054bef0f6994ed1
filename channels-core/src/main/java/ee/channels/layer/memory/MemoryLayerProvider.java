package ee.channels.layer.memory;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayerProvider;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import java.util.Set;

/**
 * Makes {@link InMemoryChannelLayer}s for {@code memory:}. Options: {@code capacity}, {@code channel-capacity},
 * {@code expiry}, {@code group-expiry}, {@code max-held-channels}; see {@link LocalLimits#of}.
 *
 * <p>Thread-safe.
 */
public final class MemoryLayerProvider implements ChannelLayerProvider {

    /** For the service loader. */
    public MemoryLayerProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public LayerBackend create(LayerConfig config, LayerContext context) {
        if (!config.url().equals("memory:")) {
            throw ConfigurationException.refused(
                    "channels.layer." + config.alias() + ".url",
                    config.redactedUrl(),
                    "memory: without an address; options follow a question mark");
        }
        return new InMemoryChannelLayer(LocalLimits.of(config), context);
    }
}
