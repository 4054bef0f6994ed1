package ee.channels.message;

import ee.channels.ChannelsException;
import org.jspecify.annotations.Nullable;

/**
 * Text that is not JSON, JSON that does not bind to the wanted type, or a value that JSON cannot hold.
 *
 * <p>The cause is kept and may quote what the peer sent; neither it nor the message is ever sent to a peer.
 *
 * <p>Channels counterpart: {@code json.JSONDecodeError}, which ends a consumer there.
 *
 * <p>Immutable.
 */
public final class JsonException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }

    JsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
