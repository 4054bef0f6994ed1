package ee.channels.examples;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.Gap;
import ee.channels.message.Message;

// tag::notes-consumer[]
@WebSocketRoute("/ws/notes")
@Groups("notes")
public class NotesConsumer extends WebSocketConsumer {

    @Override
    protected void receive(String text) {
        try {
            channelLayer().groupSend("notes", Message.of("note.added").with("text", text));
        } catch (ChannelLayerUnavailableException away) {
            send("Not sent. Try again in a moment.");
        }
    }

    @Handles
    void noteAdded(Message message) {
        send(message.getString("text"));
    }

    @Override
    protected void onGap(Gap gap) {
        send("Notes may be missing. Load the page again.");
    }
}
// end::notes-consumer[]
