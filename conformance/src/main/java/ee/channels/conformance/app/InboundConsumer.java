package ee.channels.conformance.app;

import ee.channels.application.CloseReason;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Handles no frame until {@link InboundServlet} is told to let it; counts them. */
@WebSocketRoute("/ws/inbound/{name}")
public class InboundConsumer extends WebSocketConsumer {

    /** The gate of one connection, and what has come through. */
    static final class Gate {
        final CountDownLatch open = new CountDownLatch(1);
        final AtomicLong handled = new AtomicLong();
        volatile boolean gone;
    }

    private static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    /** Made for each connection. */
    public InboundConsumer() {}

    /** The gate of a name, made if it is asked for first. */
    static Gate gate(String name) {
        return GATES.computeIfAbsent(name, any -> new Gate());
    }

    private Gate gate() {
        return gate(scope().pathParam("name"));
    }

    @Override
    protected void receive(ByteBuffer bytes) {
        handle();
    }

    @Override
    protected void receive(String text) {
        handle();
    }

    private void handle() {
        try {
            gate().open.await();
            gate().handled.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void disconnect(CloseReason reason) {
        gate().gone = true;
    }
}
