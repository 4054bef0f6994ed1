package ee.channels.benchmarks.contender;

import ee.channels.benchmarks.contender.Rooms.Member;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.catalina.Context;
import org.jspecify.annotations.Nullable;

/**
 * What one writes by hand: a queue for each session, since the engine takes one text at a time, and {@code sendText}
 * with a handler that sends the next.
 *
 * <p>Thread-safe.
 */
final class RawEndpoint implements Member, SendHandler {
    private final RemoteEndpoint.Async remote;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean writing;

    private RawEndpoint(Session session) {
        remote = session.getAsyncRemote();
    }

    static void deploy(Context context) {
        RoomEndpoint.deploy(context, RawEndpoint::new);
    }

    @Override
    public void send(String text) {
        synchronized (waiting) {
            if (writing) {
                waiting.add(text);
                return;
            }
            writing = true;
        }
        remote.sendText(text, this);
    }

    @Override
    public void onResult(SendResult result) {
        String next = result.isOK() ? next() : null;
        if (next != null) {
            remote.sendText(next, this);
        }
    }

    private @Nullable String next() {
        synchronized (waiting) {
            String next = waiting.poll();
            writing = next != null;
            return next;
        }
    }
}
