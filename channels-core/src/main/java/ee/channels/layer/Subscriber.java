package ee.channels.layer;

/**
 * The reader of one channel.
 *
 * <p>A layer calls it from its own threads, perhaps several at once for different senders, and expects it neither to
 * block nor to run user code.
 *
 * <p>Implementations are thread-safe.
 */
public interface Subscriber {

    /**
     * The application that the reader belongs to: readers with the same one share the conversions of a delivery
     * ({@link ee.channels.message.Message#shared()}).
     */
    Object application();

    /**
     * Takes a message. One that was on its way when the subscription was closed may still come.
     *
     * @return whether it was taken; a reader that holds the channel's capacity, or has gone, does not
     */
    boolean offer(Delivery delivery);

    /**
     * The thread that has offered will offer no more for now, neither to this reader nor to others of its application:
     * time to begin with what they took. A layer calls it once after each offer, or after a row of them to readers of
     * one application, at the last of these.
     */
    default void offered() {}

    /**
     * How many more messages the reader would take at this moment; by the time they are offered it may be other. A
     * layer whose messages can wait elsewhere asks before it fetches them, and before it lets one more be sent.
     *
     * @return {@link Integer#MAX_VALUE} where the reader has no bound, or does not know
     */
    default int room() {
        return Integer.MAX_VALUE;
    }

    /** Messages may be missing. */
    void gap(Gap gap);
}
