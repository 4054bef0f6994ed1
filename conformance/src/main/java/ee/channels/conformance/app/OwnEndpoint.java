package ee.channels.conformance.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** An endpoint that is none of the library's business. */
@ServerEndpoint("/own/{who}")
public class OwnEndpoint {

    /** Made by the container. */
    public OwnEndpoint() {}

    /** Says what it hears. */
    @OnMessage
    public String echo(String text) {
        return "own " + text;
    }
}
