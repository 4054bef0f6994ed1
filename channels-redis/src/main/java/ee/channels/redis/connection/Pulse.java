package ee.channels.redis.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The thread that looks, many times a second, at what others may be stuck in. It never connects, reads or writes, so
 * that nothing can get it stuck too.
 *
 * <p>Thread-safe.
 */
public final class Pulse implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Pulse.class.getName());
    private static final Duration SLOWEST = Duration.ofMillis(100);
    private static final Duration FASTEST = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<Runnable> looks = new CopyOnWriteArrayList<>();
    private final Inlet<Runnable> sleep = new Inlet<>(0);
    private final long nanos;
    private final LayerThread thread;
    private volatile boolean closed;

    /**
     * Starts the thread.
     *
     * @param alias of the layer
     * @param precision how late it may notice something; between 1 and 100 ms it is kept to
     */
    public Pulse(String alias, Duration precision) {
        Duration slow = precision.compareTo(SLOWEST) > 0 ? SLOWEST : precision;
        this.nanos = (slow.compareTo(FASTEST) < 0 ? FASTEST : slow).toNanos();
        this.thread = LayerThread.start(alias + "-pulse", this::run);
    }

    /** Runs a look, that must not wait, again and again from now on. */
    public void beat(Runnable look) {
        looks.add(look);
    }

    private void run() {
        while (!closed) {
            sleep.await(nanos);
            looks.forEach(Pulse::guarded);
        }
    }

    private static void guarded(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException failed) {
            // The others must be looked after all the same.
            LOG.log(Level.ERROR, "A look after the connections to Redis has failed", failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        sleep.wake();
        thread.join(PATIENCE);
    }
}
