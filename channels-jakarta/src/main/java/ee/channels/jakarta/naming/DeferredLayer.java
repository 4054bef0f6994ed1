package ee.channels.jakarta.naming;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Message;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A layer that was asked for before its application has any: enterprise beans that start with the application may be
 * injected before its web part begins. It may be kept at once, and works from when the application's layers are there;
 * until then, and after their end, each call fails with the explanation of {@link ChannelLayers#current()}.
 *
 * <p>Thread-safe.
 */
final class DeferredLayer implements ChannelLayer {

    private final LayerConfig declared;
    private final @Nullable ClassLoader application = Thread.currentThread().getContextClassLoader();
    private volatile @Nullable ChannelLayer found;

    DeferredLayer(LayerConfig declared) {
        this.declared = declared;
    }

    private ChannelLayer layer() {
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

    @Override
    public void send(String channel, Message message) {
        layer().send(channel, message);
    }

    @Override
    public CompletionStage<Void> sendAsync(String channel, Message message) {
        return layer().sendAsync(channel, message);
    }

    @Override
    public void groupAdd(String group, String channel) {
        layer().groupAdd(group, channel);
    }

    @Override
    public CompletionStage<Void> groupAddAsync(String group, String channel) {
        return layer().groupAddAsync(group, channel);
    }

    @Override
    public void groupDiscard(String group, String channel) {
        layer().groupDiscard(group, channel);
    }

    @Override
    public CompletionStage<Void> groupDiscardAsync(String group, String channel) {
        return layer().groupDiscardAsync(group, channel);
    }

    @Override
    public void groupSend(String group, Message message) {
        layer().groupSend(group, message);
    }

    @Override
    public CompletionStage<Void> groupSendAsync(String group, Message message) {
        return layer().groupSendAsync(group, message);
    }

    @Override
    public ChannelLayer afterCommit() {
        return layer().afterCommit();
    }

    /** The alias, for logs. */
    @Override
    public String toString() {
        return "ChannelLayer[" + declared.alias() + "]";
    }
}
