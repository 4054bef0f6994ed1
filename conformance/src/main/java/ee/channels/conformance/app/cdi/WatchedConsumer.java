package ee.channels.conformance.app.cdi;

import ee.channels.application.CloseReason;
import ee.channels.conformance.app.Diary;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;

/** Denied to who asks with {@code deny}; its connections are told of by events. */
@WebSocketRoute("/ws/watched")
public class WatchedConsumer extends WebSocketConsumer {

    /** Made for each connection. */
    public WatchedConsumer() {}

    @Override
    protected void connect() {
        if (scope().query("deny").isPresent()) {
            deny(401);
        } else {
            Diary.write(scope(), "connect");
            accept();
        }
    }

    @Override
    protected void disconnect(CloseReason reason) {
        Diary.write(scope(), "disconnect");
    }
}
