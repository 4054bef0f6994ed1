package ee.channels.conformance.app.security;

import ee.channels.consumer.WebSocketRoute;
import jakarta.annotation.security.RolesAllowed;

/** Open to members. */
@WebSocketRoute("/ws/members")
@RolesAllowed("member")
public class MembersConsumer extends WhoConsumer {

    /** Made for each connection. */
    public MembersConsumer() {}
}
