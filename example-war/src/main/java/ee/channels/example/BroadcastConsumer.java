package ee.channels.example;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/**
 * Forwards what {@link NotifyServlet} sends to the group {@code broadcast}, as plain text.
 *
 * <p>Confined to one connection's mailbox.
 */
@WebSocketRoute("/ws/broadcast")
@Groups("broadcast")
public class BroadcastConsumer extends WebSocketConsumer {

    @Handles("group.notify")
    void groupNotify(Message message) {
        send(message.getString("text"));
    }
}
