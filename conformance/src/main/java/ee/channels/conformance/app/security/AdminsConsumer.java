package ee.channels.conformance.app.security;

import ee.channels.consumer.WebSocketRoute;
import jakarta.annotation.security.RolesAllowed;

/** Open to admins. */
@WebSocketRoute("/ws/admins")
@RolesAllowed("admin")
public class AdminsConsumer extends WhoConsumer {

    /** Made for each connection. */
    public AdminsConsumer() {}
}
