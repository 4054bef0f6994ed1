package ee.channels.layer.memory;

import ee.channels.layer.ChannelFullException;
import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The channel layer within one process, {@code memory:}. Everything has happened when a method returns, so that each
 * stage is complete already. Concurrency, order, bounds and what is dropped: see {@link LocalChannels}.
 *
 * <p>Unlike the original's, it honours {@code channel-capacity}, keeps a live subscriber in its groups for good, does
 * not end memberships when a message expires, and has no queue of a connection that is gone.
 *
 * <p>Channels counterpart: {@code channels.layers.InMemoryChannelLayer}.
 *
 * <p>Thread-safe.
 */
public final class InMemoryChannelLayer implements LayerBackend {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final LocalLimits limits;
    private final String alias;
    private final LayerCounters counters;
    private final LocalChannels channels;

    /** An empty layer. */
    public InMemoryChannelLayer(LocalLimits limits, LayerContext context) {
        this.limits = limits;
        this.alias = context.alias();
        this.counters = context.counters();
        this.channels = new LocalChannels(limits, context, group -> {});
    }

    @Override
    public CompletionStage<Void> send(String channel, Message message) {
        if (channels.isClosed()) {
            return closed();
        }
        counters.count(Kind.SENT);
        return switch (channels.offer(channel, message, channels.expiryFromNow())) {
            case FULL ->
                CompletableFuture.failedStage(
                        new ChannelFullException(channel, limits.capacities().of(channel)));
            case TOO_MANY_HELD ->
                CompletableFuture.failedStage(new ChannelLayerException(
                        "Channel " + channel + " has no reader, and " + limits.maxHeldChannels()
                                + " other channels hold messages for one already (max-held-channels)",
                        null));
            case DELIVERED, HELD, GONE, FAILED -> DONE;
        };
    }

    @Override
    public CompletionStage<Void> groupSend(String group, Message message) {
        if (channels.isClosed()) {
            return closed();
        }
        counters.count(Kind.GROUP_SENT);
        channels.deliverToGroup(group, message, channels.expiryFromNow());
        return DONE;
    }

    @Override
    public CompletionStage<Void> join(String group, String channel) {
        if (channels.isClosed()) {
            return closed();
        }
        channels.join(group, channel);
        return DONE;
    }

    @Override
    public CompletionStage<Void> leave(String group, String channel) {
        if (channels.isClosed()) {
            return closed();
        }
        channels.leave(group, channel);
        return DONE;
    }

    @Override
    public String newChannel() {
        return channels.newChannel();
    }

    @Override
    public Subscription subscribe(String channel, Subscriber subscriber) {
        return channels.subscribe(channel, subscriber);
    }

    @Override
    public CompletionStage<Void> flush() {
        if (channels.isClosed()) {
            return closed();
        }
        channels.flush();
        return DONE;
    }

    @Override
    public void close() {
        channels.close();
    }

    private CompletionStage<Void> closed() {
        return CompletableFuture.failedStage(
                new ChannelLayerUnavailableException("Layer " + alias + " is closed", null));
    }

    /** For tests: what is known of this process's channels. */
    LocalChannels channels() {
        return channels;
    }
}
