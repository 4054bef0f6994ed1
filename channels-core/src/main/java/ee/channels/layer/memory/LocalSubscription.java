package ee.channels.layer.memory;

import ee.channels.layer.Gap;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber at one channel of this process.
 *
 * <p>Thread-safe.
 */
final class LocalSubscription implements Subscription {
    private static final Logger LOG = System.getLogger(LocalSubscription.class.getName());

    private final LocalChannel channel;
    private final Subscriber subscriber;
    private volatile boolean closed;

    LocalSubscription(LocalChannel channel, Subscriber subscriber) {
        this.channel = channel;
        this.subscriber = subscriber;
    }

    /** Hands a message over; null if the subscription is closed and the message is still the caller's. */
    @Nullable
    Outcome offer(FanOut message) {
        if (closed) {
            return null;
        }
        try {
            if (subscriber.offer(message.to(subscriber))) {
                return Outcome.DELIVERED;
            }
        } catch (RuntimeException failed) {
            // A fault of one reader must not cost the others their message.
            LOG.log(Level.ERROR, "The subscriber of channel " + channel() + " failed on a message", failed);
            return Outcome.FAILED;
        }
        return closed ? null : Outcome.FULL;
    }

    int room() {
        return closed ? Integer.MAX_VALUE : subscriber.room();
    }

    void gap(Set<String> groups) {
        if (closed) {
            return;
        }
        try {
            subscriber.gap(new Gap(groups));
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "The subscriber of channel " + channel() + " failed on a gap", failed);
        }
    }

    /** Called by the channel, under its lock. */
    void markClosed() {
        closed = true;
    }

    @Override
    public String channel() {
        return channel.name();
    }

    @Override
    public int capacity() {
        return channel.capacity();
    }

    @Override
    public void close() {
        channel.detach(this);
    }

    @Override
    public String toString() {
        return "Subscription[" + channel() + (closed ? ", closed]" : "]");
    }
}
