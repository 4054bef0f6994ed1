package ee.channels.layer;

import java.util.Set;

/**
 * Makes layers of one kind, found by {@link java.util.ServiceLoader} through the scheme of the layer's URL.
 *
 * <p>Channels counterpart: the dotted class name under {@code BACKEND} in {@code CHANNEL_LAYERS}.
 *
 * <p>Implementations are thread-safe.
 */
public interface ChannelLayerProvider {

    /** The URL schemes served, in lower case, such as {@code memory}. */
    Set<String> schemes();

    /**
     * Whether processes with the same configuration share a layer, so that a group may have members on several nodes.
     *
     * @return true by default
     */
    default boolean reachesOtherProcesses() {
        return true;
    }

    /**
     * Makes a layer, or refuses its configuration. It takes every option that it knows from the configuration; what is
     * left over is refused by the caller, who then closes the layer again. {@code command-timeout} and
     * {@code after-commit-calls} are taken already. It logs, at INFO and without a secret, what the layer is.
     *
     * @throws ee.channels.ConfigurationException naming the option, its value and what is allowed
     */
    LayerBackend create(LayerConfig config, LayerContext context);
}
