package ee.channels.application;

import ee.channels.layer.Gap;
import ee.channels.message.Message;
import java.nio.ByteBuffer;

/**
 * What receives the events of one connection.
 *
 * <p>The runtime calls one method at a time; what one writes the next one sees. {@link #connect()} is the first,
 * {@link #disconnect} the last, and it comes exactly once, after every kind of end, if connect was entered. An
 * exception from any of them ends the connection: 500 during connect, close code 1011 later.
 *
 * <p>Channels counterpart: the {@code receive} side of an ASGI application.
 *
 * <p>Confined to one connection's mailbox.
 */
public interface Handler {

    /** The handshake: accept or deny it before this returns. Counterpart: {@code websocket.connect}. */
    void connect();

    /** A text message, whole. Counterpart: {@code websocket.receive} with {@code text}. */
    void text(String text);

    /**
     * A binary message, whole; the buffer is the handler's own. Counterpart: {@code websocket.receive} with
     * {@code bytes}.
     */
    void binary(ByteBuffer bytes);

    /** A message from the channel layer: to this channel, or to a group it is in. */
    void message(Message message);

    /** The layer was away and messages may be missing. No counterpart: the original never says so. */
    void gap(Gap gap);

    /**
     * What this handler competes as for the application's threads: handlers of one kind that block cannot take all of
     * them from those of another.
     *
     * @return equal for handlers of one kind; the class by default
     */
    default Object kind() {
        return getClass();
    }

    /** The end. Groups are left already; what is sent now reaches nobody. Counterpart: {@code websocket.disconnect}. */
    void disconnect(CloseReason reason);
}
