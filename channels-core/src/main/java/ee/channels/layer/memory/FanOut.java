package ee.channels.layer.memory;

import ee.channels.layer.Delivery;
import ee.channels.message.Message;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one or many channels: makes one {@link Delivery} for each application, which all of that
 * application's subscribers share.
 *
 * <p>Confined to the thread that delivers.
 */
final class FanOut {
    private final String source;
    private final Message message;
    private final long expiresAt;

    /** The application of the last subscriber, mostly that of the next one too. */
    private @Nullable Object application;

    private @Nullable Delivery delivery;

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

    /** The delivery that subscribers of this application share. */
    @SuppressWarnings("ReferenceEquality") // an application is itself and no other, whatever its equals says
    Delivery to(Object recipient) {
        Delivery last = delivery;
        if (last != null && application == recipient) {
            return last;
        }
        Delivery next = other(recipient, last);
        application = recipient;
        delivery = next;
        return next;
    }

    private Delivery other(Object recipient, @Nullable Delivery last) {
        if (last == null) {
            return fresh();
        }
        IdentityHashMap<Object, Delivery> all = others;
        if (all == null) {
            all = new IdentityHashMap<>();
            if (application != null) {
                all.put(application, last);
            }
            others = all;
        }
        return all.computeIfAbsent(recipient, any -> fresh());
    }

    private Delivery fresh() {
        return new Delivery(source, message.shared(), expiresAt);
    }
}
