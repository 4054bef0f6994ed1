package ee.channels.conformance.client;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client that writes down what it hears: {@code text hello}, {@code binary 3}, {@code close 1000 bye},
 * {@code error NAME}.
 *
 * <p>Confined to the thread of the test.
 */
public final class Client implements WebSocket.Listener, AutoCloseable {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder(); // the socket's thread alone, as the next
    private int bytes;
    private volatile WebSocket socket;

    private Client() {}

    static CompletableFuture<Client> opening(URI uri, String... headers) {
        WebSocket.Builder builder = Site.HTTP.newWebSocketBuilder().connectTimeout(Site.DEADLINE);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return opening(builder, uri);
    }

    static CompletableFuture<Client> speaking(URI uri, String... subprotocols) {
        String[] others = List.of(subprotocols).subList(1, subprotocols.length).toArray(String[]::new);
        return opening(Site.HTTP.newWebSocketBuilder().subprotocols(subprotocols[0], others), uri);
    }

    private static CompletableFuture<Client> opening(WebSocket.Builder builder, URI uri) {
        Client client = new Client();
        return builder.buildAsync(uri, client).thenApply(opened -> {
            client.socket = opened;
            return client;
        });
    }

    /** The sub-protocol that the server chose; empty if none. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    public Client send(String message) {
        return part(message, true);
    }

    /** Sends what may be answered by a close before all of it has left; what is heard tells. */
    public Client push(String message) {
        socket.sendText(message, true);
        return this;
    }

    /** As {@link #push(String)}. */
    public Client push(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true);
        return this;
    }

    public Client part(String message, boolean last) {
        socket.sendText(message, last).join();
        return this;
    }

    public Client send(byte[] message) {
        return part(message, true);
    }

    public Client part(byte[] message, boolean last) {
        socket.sendBinary(ByteBuffer.wrap(message), last).join();
        return this;
    }

    /** Sends a close frame. */
    public Client close(int code, String reason) {
        socket.sendClose(code, reason).join();
        return this;
    }

    /** Tears the connection down without a word. */
    public void abort() {
        socket.abort();
    }

    /** Sends a close frame with 1000, unless the JDK is just answering one of the server's, on a thread of its own. */
    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .exceptionally(answered -> socket)
                    .join();
        }
    }

    /** What is heard next, within the deadline. */
    public String next() {
        try {
            String next = heard.poll(Site.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing was heard for " + Site.DEADLINE);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How many messages have come that the test has not taken. */
    public int waiting() {
        return heard.size();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            heard.add("text " + text);
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        bytes += part.remaining();
        if (last) {
            heard.add("binary " + bytes);
            bytes = 0;
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        heard.add(("close " + code + " " + reason).strip());
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        heard.add("error " + error.getClass().getSimpleName());
    }
}
