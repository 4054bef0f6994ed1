package ee.channels.layer.memory;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayerProvider;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Makes {@link InMemoryChannelLayer}s for {@code memory:}. Options: {@code capacity}, {@code channel-capacity},
 * {@code expiry}, {@code group-expiry}, {@code max-held-channels}; see {@link LocalLimits#of}.
 *
 * <p>Thread-safe.
 */
public final class MemoryLayerProvider implements ChannelLayerProvider {
    private static final Logger LOG = System.getLogger(MemoryLayerProvider.class.getName());

    /** For the service loader. */
    public MemoryLayerProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public boolean reachesOtherProcesses() {
        return false;
    }

    @Override
    public LayerBackend create(LayerConfig config, LayerContext context) {
        if (!config.url().equals("memory:")) {
            throw ConfigurationException.refused(
                    "channels.layer." + config.alias() + ".url",
                    config.redactedUrl(),
                    "memory: without an address; options follow a question mark");
        }
        LocalLimits limits = LocalLimits.of(config);
        config.refuseUnknown();
        LOG.log(Level.INFO, "Channels: layer {0} is {1}", config.alias(), config.redactedUrl());
        return new InMemoryChannelLayer(limits, context);
    }
}
