package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketRoute;
import ee.channels.scope.Headers;

/** Speaks {@code chat.v2} if it is offered, and answers with headers of its own. */
@WebSocketRoute("/ws/negotiated")
public class NegotiatingConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public NegotiatingConsumer() {}

    @Override
    protected void connect() {
        accept(
                scope().subprotocols().stream().filter("chat.v2"::equals).findFirst(),
                Headers.of("X-Shard", "7").with("Set-Cookie", "a=b").with("Sec-WebSocket-Accept", "nonsense"));
    }
}
