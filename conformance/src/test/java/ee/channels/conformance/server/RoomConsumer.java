package ee.channels.conformance.server;

import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/** What one says, all in the room hear, whatever application they came through. */
@WebSocketRoute("/ws/room")
public class RoomConsumer extends WebSocketConsumer {

    /** Made for each connection. */
    public RoomConsumer() {}

    @Override
    protected void connect() {
        joinGroup("room");
        accept();
    }

    @Override
    protected void receive(String text) {
        channelLayer().groupSend("room", Message.of("room.said").with("text", text));
    }

    @Handles
    void roomSaid(Message message) {
        send(message.getString("text"));
    }
}
