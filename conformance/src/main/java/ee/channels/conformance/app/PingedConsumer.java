package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;

/** Pings a client that says nothing for half a second. */
@WebSocketRoute("/ws/pinged")
@WebSocketOptions(pingIntervalMillis = 500)
public class PingedConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public PingedConsumer() {}
}
