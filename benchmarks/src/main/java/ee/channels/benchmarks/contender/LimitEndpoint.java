package ee.channels.benchmarks.contender;

import ee.channels.benchmarks.contender.Rooms.Member;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.Context;

/**
 * The speed to compare with, not a design: a queue for each session, drained by one of two threads that wait for each
 * write, batched, and flushed when the queue is empty. A client that does not read stops a thread of the two.
 *
 * <p>Thread-safe.
 */
final class LimitEndpoint implements Member, Runnable {
    private static final int THREADS = 2;

    private final RemoteEndpoint.Async remote;
    private final Executor pool;
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private LimitEndpoint(Session session, Executor pool) {
        this.pool = pool;
        remote = session.getAsyncRemote();
        try {
            remote.setBatchingAllowed(true);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void deploy(Context context) {
        Executor pool = Executors.newFixedThreadPool(THREADS);
        RoomEndpoint.deploy(context, session -> new LimitEndpoint(session, pool));
    }

    @Override
    public void send(String text) {
        waiting.add(text);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            pool.execute(this);
        }
    }

    @Override
    public void run() {
        try {
            for (String text = waiting.poll(); text != null; text = waiting.poll()) {
                remote.sendText(text).get();
            }
            remote.flushBatch();
        } catch (IOException | ExecutionException gone) {
            waiting.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        scheduled.set(false);
        if (!waiting.isEmpty()) {
            schedule();
        }
    }
}
