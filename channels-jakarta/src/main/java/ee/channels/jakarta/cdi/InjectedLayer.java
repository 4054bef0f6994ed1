package ee.channels.jakarta.cdi;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import java.io.Serializable;
import java.util.concurrent.CompletionStage;

/**
 * What {@code @Inject} gives: the layer of an alias, looked for at each call, since CDI may have started before the
 * layers are there, and a bean of an enterprise archive may be called for several web applications in turn. It is that
 * of the thread's application, by {@link ChannelLayers#get(String)}, whose exceptions pass.
 *
 * <p>Serializable, since beans that are passivated keep it. Immutable.
 */
record InjectedLayer(String alias) implements ChannelLayer, Serializable {

    private ChannelLayer layer() {
        return ChannelLayers.get(alias);
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
}
