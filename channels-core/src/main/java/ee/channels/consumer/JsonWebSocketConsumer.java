package ee.channels.consumer;

import ee.channels.message.Json;
import ee.channels.message.JsonException;
import java.nio.ByteBuffer;

/**
 * A WebSocket consumer whose client speaks JSON: each text message is bound with JSON-B to {@code T} and handed to
 * {@link #receiveJson}.
 *
 * <p>{@code T} is read from the class declaration, through intermediate generic classes as well: a record, a class, an
 * enum, a {@code Map}, a {@code List<Foo>}, a {@code String}. Where it cannot be told (a raw type, a variable left
 * open) deployment fails.
 *
 * <p>What is no JSON, does not bind, or is the literal {@code null} goes to {@link #malformed}; a binary message goes
 * to {@link #receive(ByteBuffer)}. Both close the connection by default, with a fixed phrase: nothing of the problem
 * reaches the peer. An exception thrown by {@code receiveJson} itself is like one of any other method: 1011.
 *
 * <p>Channels counterpart: {@code JsonWebsocketConsumer} and {@code AsyncJsonWebsocketConsumer}, in which malformed
 * JSON is an exception.
 *
 * <p>Confined to one connection's mailbox.
 *
 * @param <T> what a text message is bound to
 */
public abstract class JsonWebSocketConsumer<T> extends WebSocketConsumer {

    private static final System.Logger LOG = System.getLogger(JsonWebSocketConsumer.class.getName());
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int INVALID_PAYLOAD = 1007;

    /** Nothing of the connection is there yet: it begins with {@link #connect()}. */
    protected JsonWebSocketConsumer() {}

    /** A message, bound; never null. Counterpart: {@code receive_json(content)}. */
    protected abstract void receiveJson(T value);

    /**
     * Sends a value as JSON text; otherwise as {@link #send(String)}. When the handler of a group message sends that
     * message, or the record that it is bound to, the text is made once for all members. Counterpart:
     * {@code send_json(content)}.
     *
     * @throws JsonException if JSON-B cannot write the value
     * @throws IllegalStateException before {@link #accept()}
     */
    protected final void sendJson(Object value) {
        send(json(value));
    }

    /**
     * As {@link #sendJson(Object)}, but a newer message with the same key may take its place while it waits, under
     * {@link ee.channels.application.OverflowPolicy#COALESCE}.
     *
     * @throws JsonException if JSON-B cannot write the value
     * @throws IllegalStateException before {@link #accept()}
     */
    protected final void sendJson(Object value, String coalesceKey) {
        send(json(value), coalesceKey);
    }

    /**
     * A text message that is no JSON, does not bind to {@code T}, or is {@code null}. Closes with 1007 and a fixed
     * phrase by default. An override may answer with an error of its own and go on; the exception's text may hold parts
     * of the message and names of classes, so it is nothing to send.
     *
     * @param text the message as it came
     * @param problem what is wrong with it
     */
    protected void malformed(String text, JsonException problem) {
        LOG.log(System.Logger.Level.DEBUG, () -> getClass().getName() + " got a malformed message", problem);
        close(INVALID_PAYLOAD, "malformed message");
    }

    /** Binds the text and calls {@link #receiveJson}, or {@link #malformed}. */
    @Override
    protected void receive(String text) {
        T value;
        try {
            value = bind(text);
        } catch (JsonException e) {
            malformed(text, e);
            return;
        }
        receiveJson(value);
    }

    /** A binary message, which is no JSON: closes with 1003 and a fixed phrase by default. */
    @Override
    protected void receive(ByteBuffer bytes) {
        close(UNSUPPORTED_DATA, "text messages only");
    }

    /** The model has read T from this very class, so the value is one. */
    @SuppressWarnings("unchecked")
    private T bind(String text) {
        return (T) Json.decode(text, attached().model().jsonType());
    }
}
