package ee.channels.conformance.server;

import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * What one says, all in the room hear, whatever application they came through. With {@code ?through=NAME} it goes out
 * through the layer of that name in JNDI, and otherwise through the consumer's own.
 */
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
        scope().query("through")
                .map(RoomConsumer::layer)
                .orElseGet(this::channelLayer)
                .groupSend("room", Message.of("room.said").with("text", text));
    }

    private static ChannelLayer layer(String name) {
        try {
            return (ChannelLayer) new InitialContext().lookup(name);
        } catch (NamingException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    @Handles
    void roomSaid(Message message) {
        send(message.getString("text"));
    }
}
