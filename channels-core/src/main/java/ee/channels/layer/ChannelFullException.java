package ee.channels.layer;

/**
 * A channel holds as many messages as its capacity allows; the message was not sent. Only {@code send} throws it:
 * {@code groupSend} skips full channels and counts them.
 *
 * <p>Channels counterpart: {@code channels.exceptions.ChannelFull}.
 *
 * <p>Immutable.
 */
public final class ChannelFullException extends ChannelLayerException {
    private static final long serialVersionUID = 1L;

    private final String channel;

    /** A full channel. */
    public ChannelFullException(String channel, int capacity) {
        super("Channel " + channel + " holds its capacity of " + capacity + " messages", null);
        this.channel = channel;
    }

    /** The channel that is full. */
    public String channel() {
        return channel;
    }
}
