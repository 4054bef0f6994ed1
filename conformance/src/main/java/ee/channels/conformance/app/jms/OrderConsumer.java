package ee.channels.conformance.app.jms;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/** Hears of orders. */
@WebSocketRoute("/ws/orders")
@Groups("orders")
public class OrderConsumer extends WebSocketConsumer {

    /** Made for each connection. */
    public OrderConsumer() {}

    @Handles
    void orderCame(Message message) {
        send(message.getString("text"));
    }
}
