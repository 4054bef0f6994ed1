package ee.channels.conformance.app.tx;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/** Sends on what is written into the groups of the ledger. */
@WebSocketRoute("/ws/ledger")
@Groups({"ledger", "ledger-copy"})
public class LedgerConsumer extends WebSocketConsumer {

    /** Made for each connection. */
    public LedgerConsumer() {}

    @Handles
    void ledgerEntry(Message message) {
        send(message.getString("text"));
    }
}
