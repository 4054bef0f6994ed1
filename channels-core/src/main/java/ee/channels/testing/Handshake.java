package ee.channels.testing;

import ee.channels.scope.Headers;
import java.util.Optional;

/**
 * What a handshake was answered with.
 *
 * <p>Channels counterpart: the tuple that {@code WebsocketCommunicator.connect()} returns, and its
 * {@code response_headers}.
 *
 * <p>Immutable.
 *
 * @param accepted whether the connection is open
 * @param status the HTTP status: 101 if accepted
 * @param subprotocol the one chosen, if any
 * @param headers those that the application gave for the answer
 */
public record Handshake(boolean accepted, int status, Optional<String> subprotocol, Headers headers) {

    static Handshake accepted(Optional<String> subprotocol, Headers headers) {
        return new Handshake(true, 101, subprotocol, headers);
    }

    static Handshake refused(int status, Headers headers) {
        return new Handshake(false, status, Optional.empty(), headers);
    }
}
