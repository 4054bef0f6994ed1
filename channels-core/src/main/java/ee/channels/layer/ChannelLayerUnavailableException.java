package ee.channels.layer;

import org.jspecify.annotations.Nullable;

/**
 * The layer's backend cannot be reached, did not answer in time, or the layer is closed. Whether the message went out
 * is then unknown, and it is not sent again.
 *
 * <p>Channels counterpart: whatever redis-py raises.
 *
 * <p>Immutable.
 */
public final class ChannelLayerUnavailableException extends ChannelLayerException {
    private static final long serialVersionUID = 1L;

    /** An exception that says what was tried. */
    public ChannelLayerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
