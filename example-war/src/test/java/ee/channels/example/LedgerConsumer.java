package ee.channels.example;

import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;

// tag::roles[]
@WebSocketRoute("/ws/ledger")
@RolesAllowed({"clerk", "auditor"})
@DeclareRoles("manager")
public class LedgerConsumer extends WebSocketConsumer {

    @Override
    protected void receive(String entry) {
        if (scope().isUserInRole("clerk")) {
            send("booked by " + scope().user().orElseThrow().getName());
        } else {
            send("auditors only read");
        }
    }
}
// end::roles[]
