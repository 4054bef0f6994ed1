package ee.channels.tomcat.app;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/** As {@link RoomConsumer}, with a record of the application in and out of each message. */
@WebSocketRoute("/ws/bound")
@Groups("room")
public class BoundConsumer extends WebSocketConsumer {

    @Override
    protected void receive(String text) {
        channelLayer().groupSend("room", Message.of("room.said", new Said(text)));
    }

    @Handles
    void roomSaid(Message message) {
        send(message.as(Said.class).text());
    }
}
