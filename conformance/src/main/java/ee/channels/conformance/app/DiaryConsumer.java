package ee.channels.conformance.app;

import ee.channels.application.CloseReason;
import ee.channels.consumer.WebSocketConsumer;

/** A consumer whose client can ask by {@code ?diary=PAGE} for what happens to it to be written down there. */
public abstract class DiaryConsumer extends WebSocketConsumer {

    /** For subclasses. */
    protected DiaryConsumer() {}

    /** Adds a line to the page. */
    protected final void write(String line) {
        Diary.write(scope(), line);
    }

    /** Writes {@code disconnect CODE CAUSE}. */
    @Override
    protected void disconnect(CloseReason reason) {
        write("disconnect " + reason.code() + " " + reason.cause());
    }
}
