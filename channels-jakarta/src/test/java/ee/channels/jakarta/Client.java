package ee.channels.jakarta;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that writes down what it hears: {@code text hello}, {@code binary 3}, {@code close 1000 bye}. */
final class Client implements WebSocket.Listener {

    static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private int bytes;
    private WebSocket socket;

    /** An open socket. */
    static Client open(Server server, String path, String... headers) {
        return opening(server, path, headers).join();
    }

    static Client speaking(Server server, String path, String... subprotocols) {
        Client client = new Client();
        client.socket = HTTP.newWebSocketBuilder()
                .subprotocols(
                        subprotocols[0],
                        List.of(subprotocols).subList(1, subprotocols.length).toArray(String[]::new))
                .buildAsync(uri(server, path), client)
                .join();
        return client;
    }

    static CompletableFuture<Client> opening(Server server, String path, String... headers) {
        Client client = new Client();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(DEADLINE);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(uri(server, path), client).thenApply(opened -> {
            client.socket = opened;
            return client;
        });
    }

    /** The answer to a handshake that is refused. */
    static HttpResponse<?> refused(Server server, String path, String... headers) {
        try {
            open(server, path, headers);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse();
            }
            throw e;
        }
        throw new AssertionError("The handshake was accepted");
    }

    static int status(Server server, String path, String... headers) {
        return refused(server, path, headers).statusCode();
    }

    private static URI uri(Server server, String path) {
        return URI.create("ws://localhost:" + server.port() + path);
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    Client send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    Client part(String message, boolean last) {
        socket.sendText(message, last).join();
        return this;
    }

    Client send(byte[] message) {
        return part(message, true);
    }

    Client part(byte[] message, boolean last) {
        socket.sendBinary(ByteBuffer.wrap(message), last).join();
        return this;
    }

    Client close(int code, String reason) {
        socket.sendClose(code, reason).join();
        return this;
    }

    /** The connection is torn down without a word. */
    void abort() {
        socket.abort();
    }

    /** What is heard next, within the deadline. */
    String next() {
        try {
            String next = heard.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing was heard for " + DEADLINE);
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many messages have come that the test has not taken. */
    int waiting() {
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

    /** What a page is like under this address. */
    static HttpResponse<String> get(Server server, String path) throws IOException, InterruptedException {
        return HTTP.send(
                java.net.http.HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
