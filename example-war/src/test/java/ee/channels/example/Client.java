package ee.channels.example;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The other end of a socket: what came, in order. */
final class Client implements WebSocket.Listener, AutoCloseable {

    private static final int SECONDS = 20;

    /** Set by {@link Site#open} before anybody else sees this. */
    WebSocket socket;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Says something in a room. */
    void say(String text) {
        send("{\"text\":\"" + text + "\"}");
    }

    /** The next message. */
    String next() {
        try {
            String text = received.poll(SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("nothing came within " + SECONDS + " s");
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Whether all that came has been read. */
    boolean isEmpty() {
        return received.isEmpty();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /** The code of the server's close frame, waited for. */
    int closeCode() {
        return closed.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
