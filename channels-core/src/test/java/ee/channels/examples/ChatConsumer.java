package ee.channels.examples;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

// tag::chat-consumer[]
@WebSocketRoute("/ws/chat")
@Groups("chat")
public class ChatConsumer extends WebSocketConsumer {

    @Override
    protected void receive(String text) {
        channelLayer().groupSend("chat", Message.of("chat.message").with("text", text));
    }

    @Handles
    void chatMessage(Message message) {
        send(message.getString("text"));
    }
}
// end::chat-consumer[]
