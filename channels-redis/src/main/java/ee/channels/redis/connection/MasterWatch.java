package ee.channels.redis.connection;

import ee.channels.redis.config.Timeouts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks at each {@code ping-interval} who the master is, and ends the connections to the one before it when it has
 * changed. A master that has crashed ends them by itself; one that was replaced while it was out of reach goes on
 * answering, and nobody else would notice.
 *
 * <p>Thread-safe.
 */
final class MasterWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MasterWatch.class.getName());

    private final Server server;
    private final long interval;
    private final Duration patience;
    private final Inlet<Runnable> sleep = new Inlet<>(0);
    private final LayerThread thread;
    private volatile boolean closed;

    /** Starts the thread. */
    MasterWatch(String alias, Server server, Timeouts times) {
        this.server = server;
        this.interval = times.pingInterval().toNanos();
        this.patience = times.connect().plus(times.read()).plusSeconds(1);
        this.thread = LayerThread.start(alias + "-sentinel", this::run);
    }

    private void run() {
        HostAndPort known = null;
        while (!closed) {
            HostAndPort now = ask();
            if (known != null && now != null && !now.equals(known)) {
                LOG.log(Level.INFO, "The {0} is now {1}, no longer {2}", server, now, known);
                server.moved(now);
            }
            known = now == null ? known : now;
            sleep.await(interval);
        }
    }

    private @Nullable HostAndPort ask() {
        try {
            return server.locate();
        } catch (JedisException nobodyKnows) {
            // Who is connected stays so.
            return null;
        }
    }

    @Override
    public void close() {
        closed = true;
        sleep.wake();
        thread.join(patience);
    }
}
