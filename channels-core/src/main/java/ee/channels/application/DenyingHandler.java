package ee.channels.application;

import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Headers;
import java.nio.ByteBuffer;

/**
 * Denies the handshake and takes no part in anything else: what middleware returns instead of the inner application's
 * handler.
 *
 * <pre>{@code
 * Middleware members = (scope, link, inner) -> scope.isUserInRole("member")
 *     ? inner.open(scope, link)
 *     : new DenyingHandler(link, 403, Headers.empty());
 * }</pre>
 *
 * <p>Channels counterpart: {@code WebsocketDenier}.
 *
 * <p>Confined to one connection's mailbox.
 */
public final class DenyingHandler implements Handler {

    private final Link link;
    private final int status;
    private final Headers headers;

    /**
     * A handler that denies once it is asked to connect.
     *
     * @param link the connection's
     * @param status 400 to 599; what {@link Link#deny} does with another
     * @param headers for the answer, such as {@code WWW-Authenticate}
     */
    public DenyingHandler(Link link, int status, Headers headers) {
        this.link = link;
        this.status = status;
        this.headers = headers;
    }

    @Override
    public void connect() {
        link.deny(status, headers);
    }

    @Override
    public void text(String text) {}

    @Override
    public void binary(ByteBuffer bytes) {}

    @Override
    public void message(Message message) {}

    @Override
    public void gap(Gap gap) {}

    @Override
    public void disconnect(CloseReason reason) {}
}
