package ee.channels.consumer;

import ee.channels.application.Link;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.Gap;
import ee.channels.message.Json;
import ee.channels.message.Message;
import ee.channels.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What every consumer has: a scope, a channel in the channel layer, groups, and {@link Handles @Handles} methods for
 * the messages that come through them.
 *
 * <p>One instance serves one connection, so its state lives in fields. Its methods run one at a time, and each sees
 * what the one before has written; only {@link #scope()}, {@link #channelName()}, {@link #channelLayer()},
 * {@link #joinGroup}, {@link #leaveGroup} and the sending methods of subclasses may be called by other threads too.
 *
 * <p>Extend {@link WebSocketConsumer} or {@link JsonWebSocketConsumer}. Channels counterpart: {@code AsyncConsumer} and
 * {@code SyncConsumer}; here a handler may block, and there is one kind.
 *
 * <p>Confined to one connection's mailbox.
 */
public abstract class ChannelConsumer {

    /** Set before connect runs and never again, so a thread that connect or a later handler starts sees it. */
    private @Nullable Attachment attachment;

    /**
     * The message whose handler runs. A thread that the handler starts may see another one, or none: it is only asked
     * for what it has in common with other connections, by identity.
     */
    private @Nullable Message handled;

    /** Nothing of the connection is there yet: see {@link #scope()}. */
    ChannelConsumer() {}

    /**
     * What is known of the connection from its handshake.
     *
     * @throws IllegalStateException in the constructor, before the consumer is attached to its connection
     */
    protected final Scope scope() {
        return attached().scope();
    }

    /**
     * The channel layer that this connection's groups live in. Counterpart: {@code self.channel_layer}.
     *
     * @throws IllegalStateException in the constructor, before the consumer is attached to its connection
     */
    protected final ChannelLayer channelLayer() {
        return link().channelLayer();
    }

    /**
     * The name under which {@code channelLayer().send(name, …)} reaches this consumer alone. Counterpart:
     * {@code self.channel_name}.
     *
     * @throws IllegalStateException in the constructor, before the consumer is attached to its connection
     */
    protected final String channelName() {
        return link().channelName();
    }

    /**
     * Joins a group; when it returns, the next message to the group arrives here. Joining twice is joining once, and
     * every group is left at the end by itself. Counterpart: {@code channel_layer.group_add(group, self.channel_name)}.
     *
     * @throws ee.channels.message.InvalidNameException if it is no group name
     * @throws ee.channels.layer.ChannelLayerException if the layer refuses or cannot be reached in time
     * @throws IllegalStateException in the constructor, before the consumer is attached to its connection
     */
    protected final void joinGroup(String group) {
        link().join(group);
    }

    /**
     * Leaves a group; no effect if not in it. Counterpart: {@code channel_layer.group_discard(group,
     * self.channel_name)}.
     *
     * @throws IllegalStateException in the constructor, before the consumer is attached to its connection
     */
    protected final void leaveGroup(String group) {
        link().leave(group);
    }

    /**
     * The layer was away for a while and messages to these groups may be missing: the place to read the state anew or
     * to tell the client to. Nothing happens by default.
     */
    protected void onGap(Gap gap) {}

    final void attach(Attachment to) {
        if (attachment != null) {
            throw new IllegalStateException(getClass().getName()
                    + " serves a connection already; one instance serves one, so a container's scope for it must be"
                    + " @Dependent");
        }
        attachment = to;
    }

    final Attachment attached() {
        Attachment present = attachment;
        if (present == null) {
            throw new IllegalStateException(getClass().getName()
                    + " is not attached to a connection yet: its constructor runs before that; do this in connect()");
        }
        return present;
    }

    /** Calls a handler with what its message has become. */
    final void handle(Message message, HandlerTable.Entry handler, Object argument) {
        handled = message;
        try {
            handler.invoke(this, argument);
        } finally {
            handled = null;
        }
    }

    /** The JSON text of a value; of one that all receivers of a message have in common it is made once for all. */
    final String json(Object value) {
        Message message = handled;
        return message == null ? Json.encode(value) : message.json(value);
    }

    final Link link() {
        return attached().link();
    }

    /**
     * What a consumer is bound to.
     *
     * @param model what its class declares
     */
    record Attachment(Scope scope, Link link, ConsumerModel model) {}
}
