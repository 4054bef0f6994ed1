package ee.channels.inside;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;

/** Says which layer it was given, and forwards what the servlet sends. */
@WebSocketRoute("/ws/inside")
@Groups("inside")
public class InsideConsumer extends WebSocketConsumer {

    @Resource(name = "channels/default")
    private ChannelLayer injected;

    @Override
    protected void connect() {
        accept();
        send(injected == channelLayer() ? "one layer" : "two layers");
    }

    @Handles
    void insideText(Message message) {
        send(message.getString("text"));
    }
}
