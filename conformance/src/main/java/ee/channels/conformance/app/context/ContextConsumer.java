package ee.channels.conformance.app.context;

import ee.channels.application.CloseReason;
import ee.channels.conformance.app.Diary;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;
import java.nio.ByteBuffer;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Writes down, in every callback, what {@code ?name=} leads to in JNDI. */
@Groups("context")
@WebSocketRoute("/ws/context")
public class ContextConsumer extends WebSocketConsumer {

    /** Made for each connection. */
    public ContextConsumer() {}

    @Override
    protected void connect() {
        accept();
        note("connect");
    }

    @Override
    protected void receive(String text) {
        note("text");
        channelLayer().send(channelName(), Message.of("context.asked"));
    }

    @Override
    protected void receive(ByteBuffer bytes) {
        note("binary");
    }

    @Handles
    void contextAsked() {
        note("message");
    }

    @Override
    protected void disconnect(CloseReason reason) {
        note("disconnect");
    }

    private void note(String callback) {
        Diary.write(scope(), callback + " finds " + found());
    }

    private String found() {
        try {
            Object found = new InitialContext().lookup(scope().query("name").orElseThrow());
            return found instanceof String text ? text : "something";
        } catch (NamingException e) {
            return "nothing: " + e.getMessage();
        }
    }
}
