package ee.channels.layer;

/**
 * A message is larger than the layer carries, which its option {@code max-message} says; it was not sent.
 *
 * <p>Channels counterpart: {@code channels.exceptions.MessageTooLarge}, which nothing ever raises.
 *
 * <p>Immutable.
 */
public final class MessageTooLargeException extends ChannelLayerException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    /**
     * A message over the limit.
     *
     * @param size bytes of the encoded message
     * @param limit bytes that the layer carries
     */
    public MessageTooLargeException(long size, long limit) {
        super("A message of " + size + " bytes is over the layer's limit of " + limit + " (max-message)", null);
        this.size = size;
        this.limit = limit;
    }

    /** Bytes of the encoded message. */
    public long size() {
        return size;
    }

    /** Bytes that the layer carries. */
    public long limit() {
        return limit;
    }
}
