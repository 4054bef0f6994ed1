package ee.channels.benchmarks.contender;

import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.jakarta.ChannelsInitializer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import java.util.Set;
import org.apache.catalina.Context;

/**
 * Ours: a consumer that joins the room in its path and forwards what is sent to it.
 *
 * <p>Confined to one connection's mailbox.
 */
@WebSocketRoute("/ws/{room}")
public final class ForwardingConsumer extends WebSocketConsumer {
    private String room = "";

    /** Created for each connection. */
    public ForwardingConsumer() {}

    static void deploy(Context context) {
        PostServlet.map(context, (room, text) -> ChannelLayers.get().groupSend(room(room), notice(text)));
        context.addServletContainerInitializer(new ChannelsInitializer(), Set.of(ForwardingConsumer.class));
    }

    @Override
    protected void connect() {
        room = room(scope().pathParam("room"));
        joinGroup(room);
        accept();
    }

    @Override
    protected void receive(String text) {
        channelLayer().groupSend(room, notice(text));
    }

    @Handles
    void groupNotify(Message message) {
        send(message.getString("text"));
    }

    private static String room(String number) {
        return "room-" + number;
    }

    private static Message notice(String text) {
        return Message.of("group.notify").with("text", text);
    }
}
