package ee.channels.redis.queue;

import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Backoff;
import ee.channels.redis.connection.LayerThread;
import ee.channels.redis.connection.RedisConnection;
import ee.channels.redis.connection.Server;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * Empties the queue of this process on one server, over a connection of its own.
 *
 * <p><b>Concurrency.</b> One thread does all of it, and hands over what it has read before it reads on. Nobody it hands
 * over to may block.
 *
 * <p><b>Speed.</b> It keeps several pairs of BZPOPMIN and ZPOPMIN under way, so that Redis goes on to the next while
 * the replies of the last are still on the wire; what is sent meanwhile comes with the next reply, up to a limit.
 *
 * <p><b>Order.</b> That of the queue.
 *
 * <p><b>Away.</b> The blocking pop answers every second, message or not. A server that does not is away, and so is one
 * whose connection ends; what it had handed out and we have not read is lost then, which is what the gap is told for.
 * Attempts to connect are made with jittered, growing pauses, for as long as the layer lives.
 *
 * <p>Thread-safe.
 */
final class QueueReader implements AutoCloseable {
    /** How long a pop blocks. */
    static final Duration BLOCK = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(QueueReader.class.getName());
    private static final int PAIRS_UNDER_WAY = 4;
    private static final int MOST_AT_ONCE = 64;

    private final String name;
    private final Server server;
    private final byte[] key;
    private final Consumer<QueueEntry> taker;
    private final Watcher watcher;
    private final int readTimeout;
    private final Backoff backoff;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final LayerThread thread;
    private final Duration patience;

    private volatile @Nullable RedisConnection connection;

    /** Hears, on the reader's thread, what becomes of the connection. */
    interface Watcher {
        /** It has ended, or could not be made. */
        void lost();

        /**
         * It is there again.
         *
         * @param moved whether to another server than before
         */
        void back(boolean moved);
    }

    /** Starts the thread, which connects. */
    QueueReader(
            String name, Server server, String key, RedisOptions options, Consumer<QueueEntry> taker, Watcher watcher) {
        this.name = name;
        this.server = server;
        this.key = Memberships.bytes(key);
        this.taker = taker;
        this.watcher = watcher;
        Duration read = options.timeouts().read();
        this.readTimeout = (int) BLOCK.plus(read).toMillis();
        this.patience = options.timeouts().connect().plus(read).plusSeconds(1);
        this.backoff =
                new Backoff(options.timeouts().retryMin(), options.timeouts().retryMax());
        this.thread = LayerThread.start(name, this::run);
    }

    private void run() {
        boolean lost = false;
        HostAndPort last = null;
        while (!isClosed()) {
            try {
                RedisConnection open = connect();
                boolean moved = last != null && !last.equals(open.address());
                last = open.address();
                if (lost) {
                    lost = false;
                    LOG.log(Level.INFO, "The reader of {0} is back", server);
                    watcher.back(moved);
                }
                serve(open);
            } catch (RuntimeException broken) {
                if (!lost && !isClosed()) {
                    lost = true;
                    LOG.log(Level.WARNING, "The reader lost {0}: {1}; trying again", server, Server.reason(broken));
                    watcher.lost();
                }
            } finally {
                drop();
            }
        }
    }

    private RedisConnection connect() {
        pause(backoff.nanos());
        RedisConnection open = server.connect(name, begun -> {
            connection = begun;
            if (isClosed()) {
                begun.drop();
            }
        });
        open.readTimeout(readTimeout);
        return open;
    }

    private void pause(long nanos) {
        try {
            if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("The reader is closed");
            }
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(nobodyDoes);
        }
    }

    private void serve(RedisConnection open) {
        int underWay = 0;
        while (!isClosed()) {
            while (underWay < PAIRS_UNDER_WAY) {
                open.write(new CommandArguments(Command.BZPOPMIN).key(key).add(BLOCK.toSeconds()));
                open.write(new CommandArguments(Command.ZPOPMIN).key(key).add(MOST_AT_ONCE));
                underWay++;
            }
            open.flush();
            QueueEntry.ofBlocking(open.read()).forEach(taker);
            QueueEntry.of(open.read()).forEach(taker);
            underWay--;
            backoff.reset();
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Ends a connection to any other server than this; the next one goes there. */
    void leaveFor(HostAndPort right) {
        RedisConnection open = connection;
        if (open != null && !open.address().equals(right)) {
            open.drop();
        }
    }

    private void drop() {
        RedisConnection open = connection;
        if (open != null) {
            open.drop();
        }
    }

    /** Ends the connection and the thread. */
    @Override
    public void close() {
        closing.countDown();
        drop();
        thread.join(patience);
    }
}
