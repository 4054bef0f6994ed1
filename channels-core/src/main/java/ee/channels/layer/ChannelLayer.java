package ee.channels.layer;

import ee.channels.message.Message;
import java.util.concurrent.CompletionStage;

/**
 * Sends messages to channels and groups, from anywhere: consumers, servlets, EJBs, timers.
 *
 * <p>Delivery is at most once: a message to a full or vanished channel is dropped and counted. Messages of one sender
 * to one group or channel arrive in order at each member. Each method waits no longer than the layer's time-out; its
 * {@code …Async} twin does not wait at all, and completes with the exception that the method would throw (bad names and
 * arguments are thrown at once by both).
 *
 * <p>Get one by {@code @Resource(name = "channels/default")}, by {@code @Inject} where there is CDI, or by
 * {@link ChannelLayers#get()}.
 *
 * <p>Channels counterpart: the object that {@code get_channel_layer()} returns.
 *
 * <p>Thread-safe.
 */
public interface ChannelLayer {

    /**
     * Sends to one channel, which exactly one reader reads.
     *
     * @throws ee.channels.message.InvalidNameException if it is no channel name
     * @throws ChannelFullException if the channel holds its capacity of unread messages
     * @throws MessageTooLargeException if the message is larger than the layer carries
     * @throws ChannelLayerUnavailableException if the backend cannot be reached in time
     */
    void send(String channel, Message message);

    /** As {@link #send}, without waiting. */
    CompletionStage<Void> sendAsync(String channel, Message message);

    /**
     * Puts a channel into a group, or renews its membership; when it returns, the next message to the group reaches the
     * channel.
     *
     * @throws ee.channels.message.InvalidNameException if either is no name
     * @throws ChannelLayerUnavailableException if the backend cannot be reached in time
     */
    void groupAdd(String group, String channel);

    /** As {@link #groupAdd}, without waiting. */
    CompletionStage<Void> groupAddAsync(String group, String channel);

    /**
     * Takes a channel out of a group; no effect if it is not in it.
     *
     * @throws ee.channels.message.InvalidNameException if either is no name
     * @throws ChannelLayerUnavailableException if the backend cannot be reached in time
     */
    void groupDiscard(String group, String channel);

    /** As {@link #groupDiscard}, without waiting. */
    CompletionStage<Void> groupDiscardAsync(String group, String channel);

    /**
     * Sends to every channel in a group; full channels are skipped and counted, an empty group is no error.
     *
     * @throws ee.channels.message.InvalidNameException if it is no group name
     * @throws MessageTooLargeException if the message is larger than the layer carries
     * @throws ChannelLayerUnavailableException if the backend cannot be reached in time
     */
    void groupSend(String group, Message message);

    /** As {@link #groupSend}, without waiting. */
    CompletionStage<Void> groupSendAsync(String group, Message message);

    /**
     * This layer for what is true only once the transaction has committed. Within a JTA transaction a call to the view
     * is checked at once and then kept: after the commit all of them are made, in the order in which they came, each
     * when the one before has its effect; after a rollback none is, which {@link LayerCounters.Kind#ROLLED_BACK}
     * counts. Nothing waits for them, and a failure after the commit is logged and counted. Outside of a transaction,
     * and where there are none, the view is this layer.
     *
     * <p>Its methods throw what this layer's do, but for what only the backend can know, and also
     * {@link ChannelLayerException} if the transaction keeps {@code after-commit-calls} (10,000) already; the stage of
     * an {@code …Async} twin is complete as soon as the call is kept.
     *
     * <p>Channels counterpart: {@code transaction.on_commit(lambda: …)} around a send.
     *
     * @return a view, which may be kept and shared
     */
    ChannelLayer afterCommit();
}
