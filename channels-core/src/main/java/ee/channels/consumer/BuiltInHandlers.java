package ee.channels.consumer;

import ee.channels.application.Frame;
import ee.channels.application.Link;
import ee.channels.message.Message;
import java.nio.ByteBuffer;

/**
 * The two message types that every consumer handles unless it has methods of its own for them. They answer through the
 * consumer's link, so middleware sees the frame and the close like any other.
 */
final class BuiltInHandlers {

    /** Sends its {@code text} or {@code bytes} to the client as they are. */
    static final String SEND = "websocket.send";

    /** Closes the connection with its {@code code}, by default 1000, and its {@code reason}: a kick. */
    static final String CLOSE = "websocket.close";

    private static final long NORMAL_CLOSURE = 1000;

    private BuiltInHandlers() {}

    /**
     * Does what a message asks for.
     *
     * @return whether its fields are as they must be; if not, nothing is done
     */
    static boolean handle(Message message, Link link) {
        return message.type().equals(SEND) ? send(message, link) : close(message, link);
    }

    static boolean has(String type) {
        return type.equals(SEND) || type.equals(CLOSE);
    }

    private static boolean send(Message message, Link link) {
        // As in the original, both keys may be there, one of them null.
        if (message.find("text").orElse(null) instanceof String text) {
            link.send(Frame.text(text));
            return true;
        }
        if (message.find("bytes").orElse(null) instanceof byte[] bytes) {
            link.send(Frame.binary(ByteBuffer.wrap(bytes)));
            return true;
        }
        return false;
    }

    private static boolean close(Message message, Link link) {
        Object code = message.find("code").orElse(NORMAL_CLOSURE);
        Object reason = message.find("reason").orElse("");
        if (!(code instanceof Long number && reason instanceof String phrase)) {
            return false;
        }
        try {
            link.kick(Math.toIntExact(number), phrase);
            return true;
        } catch (ArithmeticException | IllegalArgumentException e) {
            // The sender's mistake, perhaps in another process: a code that nobody may send.
            return false;
        }
    }
}
