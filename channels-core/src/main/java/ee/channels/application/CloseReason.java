package ee.channels.application;

/**
 * Why a connection ended.
 *
 * <p>Channels counterpart: the {@code code} of {@code disconnect(code)}, which does not tell who or what ended it.
 *
 * <p>Immutable.
 *
 * @param code the close code (RFC 6455, section 7.4); 1006 if there was no close frame; the HTTP status for a refused
 *     handshake
 * @param phrase the reason that went with it; may be empty, never null
 * @param cause what ended it
 */
public record CloseReason(int code, String phrase, Cause cause) {

    /** What ended a connection. */
    public enum Cause {
        /** The client sent a close frame. */
        CLIENT,
        /** The network or the client was gone without a close frame (1006), or the engine saw a protocol error. */
        LOST,
        /** The consumer called {@code close}. */
        CONSUMER,
        /** A {@code websocket.close} message came through the channel layer. */
        KICKED,
        /** The handshake was denied, or connect neither accepted nor denied; the code is the HTTP status. */
        REFUSED,
        /** A handler threw: 1011, or status 500 if it was connect. */
        ERROR,
        /** The handshake was accepted, but the engine did not upgrade it or never opened the socket. */
        UPGRADE_FAILED,
        /** The client did not read fast enough: 1013. */
        SLOW_CLIENT,
        /** The client sent faster than the consumer could handle: 1008. */
        INBOUND_OVERFLOW,
        /** The client sent a message over the limit: 1009. */
        MESSAGE_TOO_BIG,
        /** The client answered no ping: 1001 on the wire, if anybody listens. */
        SILENT,
        /** The HTTP session expired or was invalidated: 4401 by default, 1008 where the engine was first. */
        SESSION_ENDED,
        /** The application is going down: 1001. */
        SHUTDOWN
    }
}
