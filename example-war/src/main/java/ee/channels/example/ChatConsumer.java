package ee.channels.example;

import ee.channels.consumer.Handles;
import ee.channels.consumer.JsonWebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.Gap;
import ee.channels.message.GroupName;
import ee.channels.message.JsonException;
import ee.channels.message.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chat room: what one member says, every member gets, the one who said it too.
 *
 * <p>The client sends <code>{"text": …}</code> and receives {@link Shown}, {@link Refused} for what was not said, and
 * {@link Missed} when the layer was away.
 *
 * <p>Confined to one connection's mailbox.
 */
@WebSocketRoute("/ws/chat/{room}")
public class ChatConsumer extends JsonWebSocketConsumer<ChatConsumer.Said> {

    private static final int LONGEST = 2_000;

    private String group = "";
    private String who = "";

    @Override
    protected void connect() {
        // Any text is a room: GroupName makes a legal group name of it.
        group = GroupName.of("chat", scope().pathParam("room"));
        who = scope().session().get(SignInServlet.NAME).map(String.class::cast).orElse("guest");
        joinGroup(group);
        accept();
    }

    @Override
    protected void receiveJson(Said said) {
        String text = said.text() == null ? "" : said.text().strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            sendJson(new Refused("A message has 1 to " + LONGEST + " characters."));
            return;
        }
        Message message = Message.of("chat.message")
                .with("text", text)
                .with("who", who)
                .with("when", Instant.now().toString())
                .with("from", channelName());
        try {
            channelLayer().groupSend(group, message);
        } catch (ChannelLayerUnavailableException away) {
            sendJson(new Refused("The message could not be sent. Try again in a moment."));
        }
    }

    @Handles
    void chatMessage(Message message) {
        boolean mine = message.getString("from").equals(channelName());
        sendJson(new Shown(message.getString("text"), message.getString("who"), message.getString("when"), mine));
    }

    @Override
    protected void onGap(Gap gap) {
        sendJson(new Missed(true));
    }

    @Override
    protected void malformed(String text, JsonException problem) {
        sendJson(new Refused("A message is a JSON object with a text."));
    }

    /** What a client sends. */
    public record Said(@Nullable String text) {}

    /**
     * What a client gets.
     *
     * @param when ISO 8601, UTC
     * @param mine whether this very connection said it
     */
    public record Shown(String text, String who, String when, boolean mine) {}

    /** What a client gets in place of what it tried to say; the connection stays. */
    public record Refused(String error) {}

    /** What a client gets when messages may have been lost on their way to it; always true. */
    public record Missed(boolean gap) {}
}
