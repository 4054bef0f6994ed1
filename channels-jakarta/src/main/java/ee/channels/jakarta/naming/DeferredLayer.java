package ee.channels.jakarta.naming;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.ForwardingLayer;
import ee.channels.layer.LayerConfig;
import org.jspecify.annotations.Nullable;

/**
 * A layer that was asked for before its application has any: enterprise beans that start with the application may be
 * injected before its web part begins. It may be kept at once, and works from when the application's layers are there;
 * until then, and after their end, each call fails with the explanation of {@link ChannelLayers#current()}.
 *
 * <p>Thread-safe.
 */
final class DeferredLayer extends ForwardingLayer {

    private final LayerConfig declared;
    private final @Nullable ClassLoader application = Thread.currentThread().getContextClassLoader();
    private volatile @Nullable ChannelLayer found;

    DeferredLayer(LayerConfig declared) {
        this.declared = declared;
    }

    @Override
    protected ChannelLayer layer() {
        ChannelLayer layer = found;
        if (layer == null) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(application);
            try {
                layer = LayerReference.opened(declared, ChannelLayers.current());
            } finally {
                thread.setContextClassLoader(before);
            }
            found = layer;
        }
        return layer;
    }

    /** The alias, for logs. */
    @Override
    public String toString() {
        return "ChannelLayer[" + declared.alias() + "]";
    }
}
