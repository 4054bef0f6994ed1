package ee.channels.jakarta;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What one client hears, short texts and the close code, for a test to wait for. */
final class Conversation implements WebSocket.Listener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        heard.add(data.toString());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        heard.add("closed " + code);
        return null;
    }

    void await(String expected) throws InterruptedException {
        String next = heard.poll(20, TimeUnit.SECONDS);
        if (!expected.equals(next)) {
            throw new AssertionError("Expected \"" + expected + "\", but heard \"" + next + "\"");
        }
    }
}
