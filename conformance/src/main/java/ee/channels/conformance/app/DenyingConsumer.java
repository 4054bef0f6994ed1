package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketRoute;
import ee.channels.scope.Headers;

/** Refuses every handshake, with the status that it is asked for; 0 throws, 1 decides nothing. */
@WebSocketRoute("/ws/denial/{status:int}")
public class DenyingConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public DenyingConsumer() {}

    @Override
    protected void connect() {
        int status = scope().pathInt("status");
        if (status == 0) {
            throw new IllegalStateException("a secret");
        }
        if (status != 1) {
            deny(status, Headers.of("X-Why", "because").with("X-Why", "of that"));
        }
    }
}
