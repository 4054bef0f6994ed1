package ee.channels;

import org.jspecify.annotations.Nullable;

/**
 * The one unchecked root of everything this library throws.
 *
 * <p>Its message is written for the operator and the developer: it names the key, the value and what is allowed. It is
 * never sent to a peer, who sees a status or a close code and a fixed phrase.
 *
 * <p>Channels counterpart: {@code channels.exceptions}, which has no common root.
 *
 * <p>Immutable.
 */
public class ChannelsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception that explains itself. */
    public ChannelsException(String message) {
        super(message);
    }

    /** An exception with the failure that led to it. */
    public ChannelsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
