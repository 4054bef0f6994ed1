package ee.channels.layer;

import ee.channels.ChannelsException;
import org.jspecify.annotations.Nullable;

/**
 * A channel layer could not do what it was asked.
 *
 * <p>Immutable.
 */
public class ChannelLayerException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    /** An exception that explains itself, with the failure that led to it. */
    public ChannelLayerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
