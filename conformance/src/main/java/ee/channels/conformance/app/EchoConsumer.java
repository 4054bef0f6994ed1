package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketRoute;
import java.nio.ByteBuffer;

/** Says what it hears. */
@WebSocketRoute("/ws/echo")
public class EchoConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public EchoConsumer() {}

    @Override
    protected void receive(String text) {
        send(text);
    }

    @Override
    protected void receive(ByteBuffer bytes) {
        send(bytes);
    }
}
