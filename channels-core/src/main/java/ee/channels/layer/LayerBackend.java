package ee.channels.layer;

import ee.channels.message.Message;
import java.util.concurrent.CompletionStage;

/**
 * What an implementation of a channel layer provides. Names are checked and messages {@linkplain Message#detached()
 * detached} before they come here; waiting and time-outs are the caller's.
 *
 * <p>Each stage completes when the operation has its effect, exceptionally with a {@link ChannelLayerException}. No
 * method blocks. The sentences that an implementation must make true are in {@code docs/channel-layer-spec.md};
 * {@code ChannelLayerContract} in the test-jar checks them.
 *
 * <p>Channels counterpart: {@code BaseChannelLayer}, from the inside.
 *
 * <p>Implementations are thread-safe.
 */
public interface LayerBackend extends AutoCloseable {

    /**
     * Refuses a message that this layer would not carry, without sending it; whoever keeps one for later asks first.
     *
     * @throws MessageTooLargeException if it is too large
     * @throws ee.channels.message.MessageFieldException if it holds what the layer's format does not
     */
    default void check(Message message) {}

    /** Sends to one channel; fails with {@link ChannelFullException} where the capacity is reached. */
    CompletionStage<Void> send(String channel, Message message);

    /** Sends to every member of a group; never fails for a full one. */
    CompletionStage<Void> groupSend(String group, Message message);

    /** Puts a channel into a group, or renews its membership. */
    CompletionStage<Void> join(String group, String channel);

    /** Takes a channel out of a group. */
    CompletionStage<Void> leave(String group, String channel);

    /**
     * A new name that only this process can subscribe to. It can be sent to and put into groups at once, but is
     * forgotten if nobody subscribes to it within the expiry of messages, and for good when its subscription is closed.
     * Counterpart: {@code new_channel()}.
     *
     * @throws ChannelLayerUnavailableException if the layer is closed
     */
    String newChannel();

    /**
     * Hands every message to a channel to a subscriber from now on, first those that waited for one, in order. Messages
     * may arrive before this returns; a subscriber takes those that waited whatever it is bounded by, since the layer
     * kept them within the channel's capacity. Counterpart: {@code receive(channel)}, called again and again.
     *
     * @throws IllegalStateException if the channel has a subscriber in this process already
     * @throws ChannelLayerUnavailableException if the layer is closed
     */
    Subscription subscribe(String channel, Subscriber subscriber);

    /** Forgets all messages and memberships, as far as they are this layer's own. */
    CompletionStage<Void> flush();

    /**
     * Ends every thread and connection of the layer; later calls fail with {@link ChannelLayerUnavailableException}.
     */
    @Override
    void close();
}
