package ee.channels.layer.memory;

import ee.channels.layer.Delivery;
import ee.channels.layer.Subscriber;
import ee.channels.message.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one or many channels: makes one {@link Delivery} for each application, which all of that
 * application's subscribers share, and tells them when all of them had it.
 *
 * <p>Confined to the thread that delivers.
 */
final class FanOut implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FanOut.class.getName());

    private final String source;
    private final Message message;
    private final long expiresAt;

    /** The application of the last subscriber, mostly that of the next one too. */
    private @Nullable Object application;

    private @Nullable Delivery delivery;

    /** The last subscriber, if it was not told yet. */
    private @Nullable Subscriber last;

    /** All applications so far; null while there is one. */
    private @Nullable IdentityHashMap<Object, Delivery> others;

    FanOut(String source, Message message, long expiresAt) {
        this.source = source;
        this.message = message;
        this.expiresAt = expiresAt;
    }

    /**
     * For a subscriber that is yet to come: without the conversions, which would keep an application's classes alive.
     */
    Delivery toLater() {
        return new Delivery(source, message, expiresAt);
    }

    /** The delivery that subscribers of this one's application share; {@link #close} is to follow. */
    @SuppressWarnings("ReferenceEquality") // an application is itself and no other, whatever its equals says
    Delivery to(Subscriber subscriber) {
        Object recipient = subscriber.application();
        Delivery present = delivery;
        if (present == null || application != recipient) {
            tell();
            present = other(recipient, present);
            application = recipient;
            delivery = present;
        }
        last = subscriber;
        return present;
    }

    /** Tells those that it went to that there are no more of them, whatever has happened on the way. */
    @Override
    public void close() {
        tell();
    }

    private void tell() {
        Subscriber told = last;
        last = null;
        if (told == null) {
            return;
        }
        try {
            told.offered();
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "A subscriber failed on the end of its messages", failed);
        }
    }

    private Delivery other(Object recipient, @Nullable Delivery before) {
        if (before == null) {
            return fresh();
        }
        IdentityHashMap<Object, Delivery> all = others;
        if (all == null) {
            all = new IdentityHashMap<>();
            if (application != null) {
                all.put(application, before);
            }
            others = all;
        }
        return all.computeIfAbsent(recipient, any -> fresh());
    }

    private Delivery fresh() {
        return new Delivery(source, message.shared(), expiresAt);
    }
}
