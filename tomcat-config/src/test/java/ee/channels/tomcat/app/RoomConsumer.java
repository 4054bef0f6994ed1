package ee.channels.tomcat.app;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/** Everybody in one room, whatever application they are in. */
@WebSocketRoute("/ws/room")
@Groups("room")
public class RoomConsumer extends WebSocketConsumer {

    @Override
    protected void receive(String text) {
        channelLayer().groupSend("room", Message.of("room.said").with("text", text));
    }

    @Handles
    void roomSaid(Message message) {
        send(message.getString("text"));
    }
}
