package ee.channels.security;

import ee.channels.application.CloseReason;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Headers;
import java.nio.ByteBuffer;

/** Denies the handshake and takes no part in anything else. */
final class DenyingHandler implements Handler {

    private final Link link;
    private final int status;
    private final Headers headers;

    DenyingHandler(Link link, int status, Headers headers) {
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
