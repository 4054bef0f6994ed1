package ee.channels.conformance.app.ejb;

import ee.channels.conformance.app.DiaryConsumer;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Tells in each handler as whom an enterprise bean is called. */
@WebSocketRoute("/ws/caller")
public class CallingConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public CallingConsumer() {}

    @Override
    protected void connect() {
        accept();
        write("connect calls as " + caller());
    }

    @Override
    protected void receive(String text) {
        send("text calls as " + caller());
        channelLayer().send(channelName(), Message.of("caller.asks"));
    }

    /** Reached by the layer, on another thread. */
    @Handles
    void callerAsks() {
        send("message calls as " + caller());
    }

    private static String caller() {
        try {
            return ((CallerBean) new InitialContext().lookup("java:module/CallerBean")).caller();
        } catch (NamingException | RuntimeException e) {
            return String.valueOf(e);
        }
    }
}
