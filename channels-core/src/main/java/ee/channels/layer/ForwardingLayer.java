package ee.channels.layer;

import ee.channels.message.Message;
import java.util.concurrent.CompletionStage;

/**
 * A layer that hands every call on to another, which it looks for at each call: for layers that are given out before
 * they are there.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe if {@link #layer()} is.
 */
public abstract class ForwardingLayer implements ChannelLayer {

    /** A layer that {@link #layer()} stands behind. */
    protected ForwardingLayer() {}

    /** The layer for one call; what it throws reaches the caller. */
    protected abstract ChannelLayer layer();

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
