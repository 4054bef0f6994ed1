package ee.channels.conformance.app.security;

import ee.channels.application.CloseReason;
import ee.channels.conformance.app.DiaryConsumer;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;
import java.security.Principal;

/** Tells in each handler who is signed in: NAME, and whether in the roles member and admin. Open to everybody. */
@WebSocketRoute("/ws/who")
public class WhoConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public WhoConsumer() {}

    @Override
    protected void connect() {
        accept();
        write("connect " + who());
    }

    @Override
    protected void receive(String text) {
        send(who());
        channelLayer().send(channelName(), Message.of("who.asks"));
    }

    /** Reached by the layer, on another thread. */
    @Handles
    protected void whoAsks() {
        send("again " + who());
    }

    @Override
    protected void disconnect(CloseReason reason) {
        super.disconnect(reason);
        write("left " + who());
    }

    private String who() {
        return scope().user().map(Principal::getName).orElse("nobody") + " " + scope().isUserInRole("member") + " "
                + scope().isUserInRole("admin");
    }
}
