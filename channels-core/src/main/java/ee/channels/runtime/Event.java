package ee.channels.runtime;

import ee.channels.application.CloseReason;
import ee.channels.application.Frame;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import java.nio.ByteBuffer;

/** What can wait in a mailbox. */
sealed interface Event {

    /** A frame from the client. */
    sealed interface Incoming extends Event {
        /** Bytes that the frame is counted with. */
        int size();
    }

    /** A text frame. */
    record Text(String text, int size) implements Incoming {
        Text(String text) {
            this(text, Frame.text(text).size());
        }
    }

    /** A binary frame. */
    record Binary(ByteBuffer bytes) implements Incoming {
        @Override
        public int size() {
            return bytes.remaining();
        }
    }

    /** A message from the channel layer. */
    record Layer(Delivery delivery) implements Event {}

    /** The layer was away. */
    record Missed(Gap gap) implements Event {}

    /** The last event of all. */
    record End(CloseReason reason) implements Event {}
}
