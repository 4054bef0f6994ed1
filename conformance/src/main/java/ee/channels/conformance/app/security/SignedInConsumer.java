package ee.channels.conformance.app.security;

import ee.channels.consumer.WebSocketRoute;
import jakarta.annotation.security.RolesAllowed;

/** Open to everybody who is signed in. */
@WebSocketRoute("/ws/signed-in")
@RolesAllowed("**")
public class SignedInConsumer extends WhoConsumer {

    /** Made for each connection. */
    public SignedInConsumer() {}
}
