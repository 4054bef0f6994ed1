package ee.channels.conformance.behaviour;

import ee.channels.application.CloseReason;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Leaves what its callbacks find to a test in the same application. */
@WebSocketRoute("/ws/inside")
@Groups(InsideConsumer.GROUP)
public class InsideConsumer extends WebSocketConsumer {

    static final String GROUP = "inside";
    static final String ENTRY = "java:comp/env/conformance/greeting";

    static final BlockingQueue<Found> FOUND = new LinkedBlockingQueue<>();

    /** What a callback found. */
    record Found(String callback, ClassLoader loader, Object entry, ChannelLayer layer) {}

    /** Made for each connection. */
    public InsideConsumer() {}

    private void find(String callback) {
        try {
            FOUND.add(new Found(
                    callback,
                    Thread.currentThread().getContextClassLoader(),
                    new InitialContext().lookup(ENTRY),
                    channelLayer()));
        } catch (NamingException e) {
            FOUND.add(new Found(callback, Thread.currentThread().getContextClassLoader(), e, channelLayer()));
        }
    }

    @Override
    protected void connect() {
        find("connect");
        accept();
    }

    @Override
    protected void receive(String text) {
        find("receive");
        channelLayer().send(channelName(), Message.of("inside.message"));
    }

    @Override
    protected void receive(ByteBuffer bytes) {
        find("binary");
    }

    @Handles
    void insideMessage(Message message) {
        find("message");
        send(message.type());
    }

    @Override
    protected void disconnect(CloseReason reason) {
        find("disconnect");
    }
}
