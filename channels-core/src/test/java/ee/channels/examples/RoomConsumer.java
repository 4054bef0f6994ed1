package ee.channels.examples;

import ee.channels.application.CloseReason;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.GroupName;
import ee.channels.message.Message;

// tag::room-consumer[]
@WebSocketRoute("/ws/room/{room}")
@Groups("broadcast")
public class RoomConsumer extends WebSocketConsumer {

    private String room;

    @Override
    protected void connect() {
        room = GroupName.of("chat", scope().pathParam("room"));
        joinGroup(room);
        accept();
    }

    @Override
    protected void receive(String text) {
        channelLayer().groupSend(room, Message.of("chat.message").with("text", text));
    }

    @Handles
    void chatMessage(Message message) {
        send(message.getString("text"));
    }

    @Handles
    void groupNotify(Message message) {
        send(message.getString("text"));
    }

    @Override
    protected void disconnect(CloseReason reason) {
        leaveGroup(room);
    }
}
// end::room-consumer[]
