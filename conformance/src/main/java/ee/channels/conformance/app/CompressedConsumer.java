package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import java.nio.ByteBuffer;

/** Says what it hears, compressed if the client likes. */
@WebSocketRoute("/ws/compressed")
@WebSocketOptions(compression = true)
public class CompressedConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public CompressedConsumer() {}

    @Override
    protected void receive(String text) {
        send(text);
    }

    @Override
    protected void receive(ByteBuffer bytes) {
        send(bytes);
    }
}
