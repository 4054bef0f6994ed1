package ee.channels.conformance.app.ejb;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/** Sends on what the beans say. */
@WebSocketRoute("/ws/beans")
@Groups("enterprise-beans")
public class BeanConsumer extends WebSocketConsumer {

    /** Made for each connection. */
    public BeanConsumer() {}

    @Handles
    void beanSaid(Message message) {
        send(message.getString("text"));
    }
}
