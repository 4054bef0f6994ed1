package ee.channels.layer;

import ee.channels.message.Message;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One application's share of a layer that outlives it: everything goes to the layer, and closing this ends what the
 * application has subscribed to, and nothing else.
 *
 * <p>Connections end their subscriptions by themselves. That this does it again is what lets an application's classes
 * go, should one of its connections not have ended in time.
 *
 * <p>Thread-safe.
 */
final class LeasedBackend implements LayerBackend {
    private final String alias;
    private final LayerBackend backend;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LeasedBackend(String alias, LayerBackend backend) {
        this.alias = alias;
        this.backend = backend;
    }

    private final class Leased implements Subscription {
        private final Subscription subscription;

        private Leased(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public String channel() {
            return subscription.channel();
        }

        @Override
        public int capacity() {
            return subscription.capacity();
        }

        @Override
        public void close() {
            subscriptions.remove(this);
            subscription.close();
        }

        @Override
        public String toString() {
            return subscription.toString();
        }
    }

    @Override
    public void check(Message message) {
        backend.check(message);
    }

    @Override
    public CompletionStage<Void> send(String channel, Message message) {
        return closed ? refused() : backend.send(channel, message);
    }

    @Override
    public CompletionStage<Void> groupSend(String group, Message message) {
        return closed ? refused() : backend.groupSend(group, message);
    }

    @Override
    public CompletionStage<Void> join(String group, String channel) {
        return closed ? refused() : backend.join(group, channel);
    }

    @Override
    public CompletionStage<Void> leave(String group, String channel) {
        return closed ? refused() : backend.leave(group, channel);
    }

    @Override
    public String newChannel() {
        refuseIfClosed();
        return backend.newChannel();
    }

    @Override
    public Subscription subscribe(String channel, Subscriber subscriber) {
        refuseIfClosed();
        Leased leased = new Leased(backend.subscribe(channel, subscriber));
        subscriptions.add(leased);
        if (closed) {
            // Either close() has seen it, or this has seen close().
            leased.close();
            throw closedException();
        }
        return leased;
    }

    /** Fails: the messages and groups of other applications are not this one's to forget. */
    @Override
    public CompletionStage<Void> flush() {
        return CompletableFuture.failedStage(
                new ChannelLayerException("Layer " + alias + " is the server's, and no application flushes it", null));
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(Subscription::close);
    }

    private void refuseIfClosed() {
        if (closed) {
            throw closedException();
        }
    }

    private CompletionStage<Void> refused() {
        return CompletableFuture.failedStage(closedException());
    }

    private ChannelLayerUnavailableException closedException() {
        return new ChannelLayerUnavailableException("The application has ended its use of layer " + alias, null);
    }
}
