package ee.channels.scope;

import ee.channels.ChannelsException;

/**
 * There is no HTTP session to use: none came with the handshake, it has ended, or this container has none outside a
 * request. The message says which.
 *
 * <p>Immutable.
 */
public final class NoSessionException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    /** An exception that says why there is no session. */
    public NoSessionException(String message) {
        super(message);
    }
}
