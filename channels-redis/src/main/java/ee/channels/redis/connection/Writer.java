package ee.channels.redis.connection;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.config.Timeouts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.exceptions.JedisBusyException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The owner of one connection to one server: it takes the commands that wait, all that there are within a limit, writes
 * them in one go, reads their replies, and goes on with those that have come meanwhile.
 *
 * <p><b>Concurrency.</b> One thread does all of this; who hands a command in takes no lock and never waits for it.
 *
 * <p><b>Away.</b> When a connection ends, the commands that were on their way fail. Those that wait go over the next
 * connection if there is one at once. If there is none, or a reply did not come in time, they fail, and so does every
 * command from then on without a wait, until an attempt has worked; attempts are made with jittered, growing pauses.
 * When the server has answered another connection, the pause ends, and commands wait for the attempt as they do at
 * first.
 *
 * <p><b>Stuck.</b> A write to a server that does not read may wait for ever; {@link #watch}, called from outside, ends
 * it.
 *
 * <p>Thread-safe.
 */
public final class Writer implements Commands {
    private static final Logger LOG = System.getLogger(Writer.class.getName());
    private static final int MOST_AT_ONCE = 1000;
    private static final int MOST_BYTES_AT_ONCE = 256 * 1024;
    private static final String CLOSED = "The connection to Redis is closed";

    private final String name;
    private final Server server;
    private final Timeouts times;
    private final Duration read;
    private final int maxQueued;
    private final Ticker ticker;
    private final Backoff backoff;
    private final Inlet<Entry> waiting;
    private final LayerThread thread;

    private volatile boolean closed;
    private volatile @Nullable RedisConnection connection;

    /** Why Redis is known to be away, or null. */
    private volatile @Nullable String away;

    /** Since when the thread writes or waits for the next reply, as a tick; 0 while it does neither. */
    private volatile long writing;

    private volatile long reading;

    /** Whether the server, known to be away, has answered somebody else since the last attempt began. */
    private volatile boolean hopeful;

    /** Whether there is a reason to look at once whether the connection still stands. */
    private volatile boolean suspected;

    // Confined to the thread.
    private long nextCheck;
    private boolean told;

    /** A command, and who waits for its reply. */
    private record Entry(CommandArguments command, CompletableFuture<@Nullable Object> reply, long deadline) {
        int bytes() {
            int bytes = 0;
            for (Rawable part : command) {
                bytes += part.getRaw().length;
            }
            return bytes;
        }

        void fail(String message, @Nullable Throwable cause) {
            reply.completeExceptionally(new ChannelLayerUnavailableException(message, cause));
        }
    }

    /**
     * Starts the thread, which connects.
     *
     * @param name of the thread and of the connection
     */
    Writer(String name, Server server, RedisOptions options, Ticker ticker) {
        this.name = name;
        this.server = server;
        this.times = options.timeouts();
        this.read = ClientConfigs.readTimeout(options);
        this.maxQueued = options.writer().maxQueued();
        this.ticker = ticker;
        this.backoff = new Backoff(times.retryMin(), times.retryMax());
        this.waiting = new Inlet<>(maxQueued);
        server.onReached(this::hope);
        this.thread = LayerThread.start(name, this::run);
    }

    // ---- any thread

    @Override
    public CompletableFuture<@Nullable Object> send(CommandArguments command) {
        String absent = closed ? CLOSED : away;
        if (absent != null) {
            return CompletableFuture.failedFuture(new ChannelLayerUnavailableException(absent, null));
        }
        CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
        if (!waiting.offer(
                new Entry(command, reply, ticker.nanos() + times.command().toNanos()))) {
            return CompletableFuture.failedFuture(new ChannelLayerUnavailableException(
                    "More than " + maxQueued + " commands wait for Redis at " + server + " (max-queued)", null));
        }
        if (closed) {
            // Either the thread has seen it, or this has seen that there is no thread any more.
            failWaiting(CLOSED);
        }
        return reply;
    }

    @Override
    public boolean away() {
        long since = reading;
        return away != null
                || (since != 0 && ticker.nanos() - since > times.answer().toNanos());
    }

    /** Looks whether a write is stuck, and ends the connection if so. */
    void watch() {
        long since = writing;
        RedisConnection open = connection;
        if (open != null && since != 0 && ticker.nanos() - since > read.toNanos()) {
            open.drop("It takes no commands, for longer than read-timeout (" + read.toMillis() + " ms)");
        }
    }

    /** Ends the connection, unless it is to this address. */
    void leaveFor(HostAndPort address) {
        RedisConnection open = connection;
        if (open != null && !open.address().equals(address)) {
            open.drop("It is now " + address);
        }
    }

    /**
     * Says that the server may have gone: a connection that nothing was sent over does not notice by itself, and the
     * next command would be the one to find out.
     */
    void suspect() {
        suspected = true;
        waiting.wake();
    }

    private synchronized void hope() {
        // Only then: the attempt that hope has led to is the last that commands wait for, however often there is hope.
        if (away != null) {
            hopeful = true;
            away = null;
            waiting.wake();
        }
    }

    /** False if there is hope. */
    private synchronized boolean givesUp(String absent) {
        if (!hopeful) {
            away = absent;
        }
        return !hopeful;
    }

    private synchronized void isThere() {
        hopeful = false;
        away = null;
    }

    private void drop() {
        RedisConnection open = connection;
        if (open != null) {
            open.drop();
        }
    }

    /** Begins to {@link #close()}, and waits for nothing. */
    void end() {
        closed = true;
        drop();
        waiting.wake();
    }

    @Override
    public void close() {
        end();
        // It may be in the middle of connecting.
        thread.join(times.connect().plus(read).plusSeconds(1));
    }

    // ---- the thread

    private void run() {
        try {
            while (!closed) {
                RedisConnection open = connect();
                if (open != null) {
                    serve(open);
                }
            }
        } finally {
            failWaiting(CLOSED);
        }
    }

    /** Null if it did not work. */
    private @Nullable RedisConnection connect() {
        pause(backoff.nanos());
        if (closed) {
            return null;
        }
        hopeful = false;
        try {
            RedisConnection open = server.connect(name, begun -> {
                connection = begun;
                if (closed) {
                    begun.drop();
                }
            });
            nextCheck = ticker.nanos() + times.pingInterval().toNanos();
            isThere();
            if (told) {
                told = false;
                LOG.log(Level.INFO, "Redis at {0} is back", server);
            }
            return open;
        } catch (RuntimeException failed) {
            isAway(failed);
            return null;
        }
    }

    /** Fails what comes in the meantime; ends early when there is hope. */
    private void pause(long nanos) {
        long until = ticker.nanos() + nanos;
        long rest = nanos;
        while (!closed && !hopeful && rest > 0) {
            waiting.await(rest);
            String absent = away;
            if (absent != null) {
                failWaiting(absent);
            }
            rest = until - ticker.nanos();
        }
    }

    private void isAway(RuntimeException why) {
        String absent = absent(why);
        if (!givesUp(absent)) {
            return;
        }
        failWaiting(absent);
        if (!told && !closed) {
            told = true;
            LOG.log(Level.WARNING, "{0}; trying again", absent);
        }
    }

    private void serve(RedisConnection open) {
        Deque<Entry> batch = new ArrayDeque<>();
        try {
            while (!closed) {
                if (suspected || nextCheck - ticker.nanos() <= 0) {
                    check(open);
                }
                collect(batch);
                if (!batch.isEmpty()) {
                    exchange(open, batch);
                }
            }
        } catch (RuntimeException broken) {
            failOnTheirWay(batch, broken);
            if (broken instanceof JedisDataException || RedisConnection.isOverdue(broken) || !backoff.isDue()) {
                isAway(broken);
            }
        } finally {
            writing = 0;
            reading = 0;
            connection = null;
            open.drop();
        }
    }

    /** Waits for commands until the next check, and takes what there is. */
    private void collect(Deque<Entry> batch) {
        Entry next = waiting.poll();
        if (next == null) {
            waiting.await(nextCheck - ticker.nanos());
            next = waiting.poll();
        }
        int bytes = 0;
        while (next != null) {
            if (next.deadline() - ticker.nanos() < 0) {
                next.fail("The command waited too long for Redis at " + server, null);
            } else {
                batch.add(next);
                bytes += next.bytes();
            }
            boolean more = batch.size() < MOST_AT_ONCE && bytes < MOST_BYTES_AT_ONCE;
            next = more ? waiting.poll() : null;
        }
    }

    private void exchange(RedisConnection open, Deque<Entry> batch) {
        writing = now();
        for (Entry entry : batch) {
            open.write(entry.command());
        }
        open.flush();
        writing = 0;
        JedisDataException unfit = null;
        while (!batch.isEmpty()) {
            reading = now();
            JedisDataException refused = answer(open, batch);
            unfit = unfit == null ? refused : unfit;
        }
        reading = 0;
        if (unfit != null) {
            throw unfit;
        }
        worked();
    }

    /** Completes the first command with the next reply; returns what says that the connection is of no use. */
    private @Nullable JedisDataException answer(RedisConnection open, Deque<Entry> batch) {
        JedisDataException unfit = null;
        Object reply = null;
        JedisDataException refused = null;
        try {
            reply = open.read();
        } catch (JedisDataException error) {
            refused = error;
        }
        Entry entry = batch.remove();
        if (refused == null) {
            entry.reply().complete(reply);
        } else if (Server.isUnfit(refused)) {
            unfit = refused;
            entry.fail(absent(refused), refused);
        } else if (refused instanceof JedisBusyException) {
            entry.fail("Redis at " + server + " is busy: " + refused.getMessage(), refused);
        } else {
            entry.reply().completeExceptionally(refused);
        }
        return unfit;
    }

    private void check(RedisConnection open) {
        suspected = false;
        reading = now();
        server.check(open);
        reading = 0;
        worked();
        nextCheck = ticker.nanos() + times.pingInterval().toNanos();
    }

    private void worked() {
        if (backoff.reset()) {
            server.reached();
        }
    }

    private void failOnTheirWay(Deque<Entry> batch, RuntimeException broken) {
        String message = closed ? CLOSED : "Lost Redis at " + server + ": " + Server.reason(broken);
        while (!batch.isEmpty()) {
            batch.remove().fail(message, broken);
        }
    }

    private void failWaiting(String message) {
        Entry next = waiting.poll();
        while (next != null) {
            next.fail(message, null);
            next = waiting.poll();
        }
    }

    private String absent(RuntimeException why) {
        return "Redis at " + server + " is away: " + Server.reason(why);
    }

    /** A tick that is not 0. */
    private long now() {
        return ticker.nanos() | 1;
    }

    @Override
    public String toString() {
        return "Writer[" + name + " to " + server + "]";
    }
}
