package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;

/** Pings a client that says nothing for a second and a half. */
@WebSocketRoute("/ws/pinged")
@WebSocketOptions(pingIntervalMillis = 1_500)
public class PingedConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public PingedConsumer() {}
}
