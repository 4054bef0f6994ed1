package ee.channels.layer;

/**
 * A subscriber's hold on its channel.
 *
 * <p>Implementations are thread-safe.
 */
public interface Subscription extends AutoCloseable {

    /** The channel's name. */
    String channel();

    /** How many unread messages the channel may hold: what the subscriber must bound its queue by. */
    int capacity();

    /**
     * Ends the delivery. A process-local channel leaves all its groups, by whomever it was put into them. Never blocks;
     * closing twice is closing once.
     */
    @Override
    void close();
}
