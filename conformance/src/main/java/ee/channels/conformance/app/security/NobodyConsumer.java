package ee.channels.conformance.app.security;

import ee.channels.consumer.WebSocketRoute;
import jakarta.annotation.security.DenyAll;

/** Open to nobody. */
@WebSocketRoute("/ws/nobody")
@DenyAll
public class NobodyConsumer extends WhoConsumer {

    /** Made for each connection. */
    public NobodyConsumer() {}
}
