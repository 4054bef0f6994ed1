package ee.channels.jakarta.context;

import ee.channels.application.CloseReason;
import ee.channels.application.ForwardingHandler;
import ee.channels.application.Handler;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import java.nio.ByteBuffer;

/** Passes every event on in a context; {@code connect} is in it already, since that is where it was captured. */
final class HandlerInContext extends ForwardingHandler {

    private final CallContext context;

    HandlerInContext(Handler inner, CallContext context) {
        super(inner);
        this.context = context;
    }

    @Override
    public void text(String text) {
        context.run(() -> super.text(text));
    }

    @Override
    public void binary(ByteBuffer bytes) {
        context.run(() -> super.binary(bytes));
    }

    @Override
    public void message(Message message) {
        context.run(() -> super.message(message));
    }

    @Override
    public void gap(Gap gap) {
        context.run(() -> super.gap(gap));
    }

    @Override
    public void disconnect(CloseReason reason) {
        context.run(() -> super.disconnect(reason));
    }
}
