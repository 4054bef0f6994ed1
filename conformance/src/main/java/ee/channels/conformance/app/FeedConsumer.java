package ee.channels.conformance.app;

import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

/**
 * Hears what {@link NotifyServlet}, or a member, has to say to its group; a client that does not read is soon too slow.
 */
@WebSocketRoute("/ws/feed/{group:slug}")
@WebSocketOptions(outboundBytes = 65_536, outboundAgeMillis = 5_000)
public class FeedConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public FeedConsumer() {}

    @Override
    protected void connect() {
        joinGroup(scope().pathParam("group"));
        accept();
    }

    @Override
    protected void receive(String text) {
        channelLayer()
                .groupSend(scope().pathParam("group"), Message.of("feed.item").with("text", text));
    }

    @Handles
    void feedItem(Message message) {
        send(message.getString("text"));
    }
}
