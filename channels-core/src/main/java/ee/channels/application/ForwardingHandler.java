package ee.channels.application;

import ee.channels.layer.Gap;
import ee.channels.message.Message;
import java.nio.ByteBuffer;

/**
 * A handler that passes every event on, for middleware that changes some of them.
 *
 * <p>Confined to one connection's mailbox.
 */
public abstract class ForwardingHandler implements Handler {

    private final Handler inner;

    /** Passes everything on to another handler. */
    protected ForwardingHandler(Handler inner) {
        this.inner = inner;
    }

    @Override
    public void connect() {
        inner.connect();
    }

    @Override
    public void text(String text) {
        inner.text(text);
    }

    @Override
    public void binary(ByteBuffer bytes) {
        inner.binary(bytes);
    }

    @Override
    public void message(Message message) {
        inner.message(message);
    }

    @Override
    public void gap(Gap gap) {
        inner.gap(gap);
    }

    @Override
    public Object kind() {
        return inner.kind();
    }

    @Override
    public void disconnect(CloseReason reason) {
        inner.disconnect(reason);
    }
}
