package ee.channels.consumer;

import ee.channels.application.CloseReason;
import ee.channels.application.Frame;
import ee.channels.scope.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A consumer of one WebSocket connection: override {@link #connect()}, {@link #receive(String)} and
 * {@link #disconnect}, and add {@link Handles @Handles} methods for messages from the channel layer.
 *
 * <pre>{@code
 * @WebSocketRoute("/ws/chat/{room}")
 * public class ChatConsumer extends WebSocketConsumer {
 *   private String room;
 *
 *   @Override protected void connect() {
 *     room = GroupName.of("chat", scope().pathParam("room"));
 *     joinGroup(room);
 *     accept();
 *   }
 *
 *   @Override protected void receive(String text) {
 *     channelLayer().groupSend(room, Message.of("chat.message").with("text", text));
 *   }
 *
 *   @Handles void chatMessage(Message message) {
 *     send(message.getString("text"));
 *   }
 * }
 * }</pre>
 *
 * <p>An exception that leaves one of its methods ends the connection: status 500 out of {@code connect}, close code
 * 1011 out of the others; the peer learns nothing else of it, and {@code disconnect} still runs. Every method below
 * that speaks to the client throws {@link IllegalStateException} in the constructor, before the consumer is attached to
 * its connection.
 *
 * <p>Channels counterpart: {@code WebsocketConsumer} and {@code AsyncWebsocketConsumer}.
 *
 * <p>Confined to one connection's mailbox.
 */
public abstract class WebSocketConsumer extends ChannelConsumer {

    private static final int FORBIDDEN = 403;
    private static final int NORMAL_CLOSURE = 1000;

    /** Nothing of the connection is there yet: it begins with {@link #connect()}. */
    protected WebSocketConsumer() {}

    /**
     * The handshake: accept or deny it before this returns, else it is refused with 403. Runs before the client gets an
     * answer; groups of {@link Groups @Groups} are joined already. Accepts by default. Counterpart: {@code connect()}.
     */
    protected void connect() {
        accept();
    }

    /** A text message, whole. Ignored by default. Counterpart: {@code receive(text_data=…)}. */
    protected void receive(String text) {}

    /** A binary message, whole; the buffer is yours. Ignored by default. Counterpart: {@code receive(bytes_data=…)}. */
    protected void receive(ByteBuffer bytes) {}

    /**
     * The end, whatever brought it: runs exactly once if {@link #connect()} was entered, even if that denied or threw.
     * All groups are left already and nothing that is sent now reaches the client. Counterpart:
     * {@code disconnect(code)}, which the original skips after an exception.
     */
    protected void disconnect(CloseReason reason) {}

    /**
     * Accepts the handshake without a sub-protocol; what is sent from now on arrives after it, in order.
     *
     * @throws IllegalStateException if the handshake was decided already
     */
    protected final void accept() {
        link().accept(Optional.empty(), Headers.empty());
    }

    /**
     * Accepts the handshake with one of the sub-protocols that the client offers in {@code scope().subprotocols()}.
     *
     * @throws IllegalArgumentException if the client does not offer it
     * @throws IllegalStateException if the handshake was decided already
     */
    protected final void accept(String subprotocol) {
        accept(Optional.of(subprotocol), Headers.empty());
    }

    /**
     * Accepts the handshake with headers of its own in the answer, such as {@code Set-Cookie}.
     *
     * @param subprotocol one of those that the client offers, or empty for none
     * @throws IllegalArgumentException if the client does not offer the sub-protocol
     * @throws IllegalStateException if the handshake was decided already
     */
    protected final void accept(Optional<String> subprotocol, Headers headers) {
        List<String> offered = scope().subprotocols();
        if (subprotocol.isPresent() && !offered.contains(subprotocol.get())) {
            // The others are not shown: clients put bearer tokens among them.
            throw new IllegalArgumentException("The client did not offer sub-protocol \"" + subprotocol.get()
                    + "\" but " + offered.size() + " others; choose one of scope().subprotocols(), or none");
        }
        link().accept(subprotocol, headers);
    }

    /**
     * Refuses the handshake with 403. Counterpart: {@code close()} before {@code accept()}.
     *
     * @throws IllegalStateException if the handshake was decided already
     */
    protected final void deny() {
        deny(FORBIDDEN);
    }

    /**
     * Refuses the handshake with a real HTTP status.
     *
     * @param status 400 to 599
     * @throws IllegalArgumentException if the status is none that refuses
     * @throws IllegalStateException if the handshake was decided already
     */
    protected final void deny(int status) {
        deny(status, Headers.empty());
    }

    /**
     * Refuses the handshake with a real HTTP status and headers, such as 401 and {@code WWW-Authenticate}.
     *
     * @param status 400 to 599
     * @throws IllegalArgumentException if the status is none that refuses
     * @throws IllegalStateException if the handshake was decided already
     */
    protected final void deny(int status, Headers headers) {
        link().deny(status, headers);
    }

    /**
     * Sends a text message, or queues it behind those that wait. Never fails for a client that is slow, closing or
     * gone; what cannot be sent is counted. Counterpart: {@code send(text_data=…)}.
     *
     * @throws IllegalStateException before {@link #accept()}
     */
    protected final void send(String text) {
        send(Frame.text(text));
    }

    /**
     * As {@link #send(String)}, but a newer message with the same key may take its place while it waits, under
     * {@link ee.channels.application.OverflowPolicy#COALESCE}.
     *
     * @throws IllegalStateException before {@link #accept()}
     */
    protected final void send(String text, String coalesceKey) {
        send(Frame.text(text).keyed(coalesceKey));
    }

    /**
     * Sends what remains of the buffer, as a copy, as a binary message; otherwise as {@link #send(String)}.
     * Counterpart: {@code send(bytes_data=…)}.
     *
     * @throws IllegalStateException before {@link #accept()}
     */
    protected final void send(ByteBuffer bytes) {
        send(Frame.binary(bytes));
    }

    /**
     * Sends a text or binary message, as {@link #send(String)}.
     *
     * @throws IllegalStateException before {@link #accept()}
     */
    protected final void send(Frame frame) {
        link().send(frame);
    }

    /** Closes with code 1000 after everything that was sent before; see {@link #close(int, String)}. */
    protected final void close() {
        close(NORMAL_CLOSURE);
    }

    /**
     * Closes with a code and no reason; see {@link #close(int, String)}.
     *
     * @throws IllegalArgumentException if an application may not send the code
     */
    protected final void close(int code) {
        close(code, "");
    }

    /**
     * Closes after everything that was sent before. Before {@link #accept()} it refuses the handshake with 403; no
     * effect if the connection is closing already. Counterpart: {@code close(code, reason)}.
     *
     * @param code 1000, 1001, 1003, 1007 to 1014, or 3000 to 4999
     * @param reason for the client; at most 123 bytes of UTF-8, a longer one is cut
     * @throws IllegalArgumentException if an application may not send the code
     */
    protected final void close(int code, String reason) {
        link().close(code, reason);
    }
}
