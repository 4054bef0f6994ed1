package ee.channels.runtime;

import ee.channels.scope.Headers;
import java.util.Optional;

/** What a handshake came to. */
public sealed interface HandshakeAnswer {

    /**
     * The engine is to upgrade, and then to open the connection.
     *
     * @param connection what to open
     * @param subprotocol the chosen one, if any
     * @param headers for the answer
     */
    record Accepted(Connection connection, Optional<String> subprotocol, Headers headers) implements HandshakeAnswer {}

    /**
     * The handshake is refused; nothing is left to do but to say so.
     *
     * @param status the HTTP status
     * @param headers for the answer
     */
    record Denied(int status, Headers headers) implements HandshakeAnswer {}
}
