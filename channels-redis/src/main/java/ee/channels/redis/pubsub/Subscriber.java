package ee.channels.redis.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import ee.channels.Ticker;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.config.Timeouts;
import ee.channels.redis.connection.Backoff;
import ee.channels.redis.connection.Inlet;
import ee.channels.redis.connection.LayerThread;
import ee.channels.redis.connection.RedisConnection;
import ee.channels.redis.connection.Server;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Who listens at one server: a connection that is in no pool, and two threads.
 *
 * <p><b>The reader</b> reads, hands messages on by {@link Listener#arrived}, and notes answers. It never waits for
 * anything but Redis, and runs nobody else's code. <b>The commander</b> connects, subscribes and unsubscribes in
 * batches, pings, and tells of gaps. When the connection ends, the reader ends with it, and the commander waits for
 * that before it connects again; so an answer always belongs to the connection that it came over.
 *
 * <p><b>Away.</b> Redis is known to be away from the end of a connection until the next one stands, and while an answer
 * is overdue. {@link #watch}, called from outside many times a second, lets those go who wait for a confirmation then;
 * it ends a connection whose answers, or whose writes, are overdue for so long that it is given up.
 *
 * <p><b>Gap.</b> Names that were confirmed before a connection was lost, or that somebody has been let go with, are
 * told when they are confirmed again: all of them at once if it goes fast, else every tenth of a second those that are.
 *
 * <p>Thread-safe.
 */
final class Subscriber implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Subscriber.class.getName());
    private static final int MOST_AT_ONCE = 500;
    private static final long TENTH = Duration.ofMillis(100).toNanos();

    private final String name;
    private final Server server;
    private final Dialect dialect;
    private final Timeouts times;
    private final Ticker ticker;
    private final Listener listener;
    private final Backoff backoff;
    private final Subscriptions subscriptions;
    private final Inlet<Runnable> sleep = new Inlet<>(0);
    private final LayerThread commander;

    private volatile boolean closed;
    private volatile @Nullable RedisConnection connection;

    /** Whether the last connection has ended, or could not be made; not before the first attempt. */
    private volatile boolean lost;

    /** Answers that are still to come, and since when, as a tick, nothing was asked or came. */
    private final AtomicInteger unanswered = new AtomicInteger();

    private volatile long quietSince;

    /** Since when the commander writes, as a tick; 0 while it does not. */
    private volatile long writing;

    /** Whether the server has answered somebody else since the last attempt to connect. */
    private volatile boolean hopeful;

    /** Whether the reader has ended, and why. */
    private volatile @Nullable RuntimeException broken;

    // Confined to the commander.
    private boolean told;
    private @Nullable HostAndPort lastAddress;

    /** When to tell of a gap once more, as a tick; 0 for never. */
    private long echo;

    /** What comes of it. */
    interface Listener {

        /** A message; called by the reader. */
        void arrived(Arrival arrival);

        /** The connection has ended; called by the commander. */
        void lost();

        /** The server has answered on a new connection, and nobody was told of a gap yet; called by the reader. */
        void reached();

        /** Messages to these names may be missing; called by the commander. */
        void gap(Set<String> names);

        /** The server says that it is not the right one for a name; called by the reader. */
        void moved();
    }

    /**
     * Starts the commander.
     *
     * @param name of the threads and of the connection
     * @param wanted whether a name is wanted at this moment
     */
    Subscriber(
            String name,
            Server server,
            Dialect dialect,
            RedisOptions options,
            Ticker ticker,
            Predicate<String> wanted,
            Listener listener) {
        this.name = name;
        this.server = server;
        this.dialect = dialect;
        this.times = options.timeouts();
        this.ticker = ticker;
        this.listener = listener;
        this.backoff = new Backoff(times.retryMin(), times.retryMax());
        this.subscriptions = new Subscriptions(wanted, sleep::wake);
        server.onMove(this::leaveFor);
        server.onReached(this::hope);
        this.commander = LayerThread.start(name + "-commander", this::command);
    }

    // ---- any thread

    /** Says that a name may have begun or ceased to be wanted. */
    void update(String wireName) {
        subscriptions.update(wireName);
    }

    /** Completes when the name is confirmed, or is not going to be soon; at once if Redis is known to be away. */
    CompletableFuture<Void> confirmation(String wireName) {
        return subscriptions.confirmation(wireName, away(), patience());
    }

    /** Runs something after the name is confirmed, or returns false if there is nothing to wait for. */
    boolean later(String wireName, Runnable action) {
        return subscriptions.later(wireName, away(), patience(), action);
    }

    private long patience() {
        return ticker.nanos() + times.subscribe().toNanos();
    }

    /** Says that messages to a name may be missing. */
    void owe(String wireName) {
        subscriptions.owe(wireName);
    }

    /** Whether Redis is known to be away. */
    boolean away() {
        return lost || overdue() > times.answer().toNanos();
    }

    /** For how many nanoseconds an answer is overdue. */
    private long overdue() {
        return unanswered.get() > 0 ? ticker.nanos() - quietSince : 0;
    }

    /** Looks what is overdue; to be called many times a second. */
    void watch() {
        long now = ticker.nanos();
        subscriptions.letGo(away(), now);
        long since = writing;
        long read = times.read().toNanos();
        RedisConnection open = connection;
        if (open != null && (overdue() > read || (since != 0 && now - since > read))) {
            open.drop("No answer within read-timeout (" + times.read().toMillis() + " ms)");
        }
    }

    /** Ends the connection, unless it is to this address. */
    private void leaveFor(HostAndPort address) {
        RedisConnection open = connection;
        if (open != null && !open.address().equals(address)) {
            open.drop("It is now " + address);
        }
    }

    private void hope() {
        if (lost) {
            hopeful = true;
            sleep.wake();
        }
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
        sleep.wake();
    }

    /** Nobody is told anything after this. */
    @Override
    public void close() {
        end();
        // It may be in the middle of connecting.
        commander.join(times.connect().plus(times.read()).plusSeconds(1));
        subscriptions.letGo(true, 0);
    }

    // ---- the commander

    private void command() {
        while (!closed) {
            RedisConnection open = connect();
            if (open != null) {
                serve(open);
            }
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
            if (lastAddress != null && !lastAddress.equals(open.address())) {
                // Others notice the move later than we do, and send to the old server until then.
                echo = (ticker.nanos()
                                + times.pingInterval()
                                        .multipliedBy(2)
                                        .plus(times.read())
                                        .toNanos())
                        | 1;
            }
            lastAddress = open.address();
            // Who looks after it is watch(): what is overdue is not the next byte, but an answer.
            open.readTimeout(0);
            return open;
        } catch (RuntimeException failed) {
            tell(failed);
            lost = true;
            return null;
        }
    }

    private void pause(long nanos) {
        long until = ticker.nanos() + nanos;
        long rest = nanos;
        while (!closed && !hopeful && rest > 0) {
            sleep.await(rest);
            rest = until - ticker.nanos();
        }
    }

    private void serve(RedisConnection open) {
        unanswered.set(0);
        broken = null;
        LayerThread reader = LayerThread.start(name + "-reader", () -> read(open));
        lost = false;
        if (told) {
            told = false;
            LOG.log(Level.INFO, "Messages from Redis at {0} come again", server);
        }
        RuntimeException why = null;
        try {
            long nextPing = ticker.nanos() + times.pingInterval().toNanos();
            long nextGap = ticker.nanos() + TENTH;
            while (!closed && broken == null) {
                request(open);
                if (nextGap - ticker.nanos() <= 0) {
                    tellOfGap(true);
                    nextGap = ticker.nanos() + TENTH;
                } else {
                    tellOfGap(false);
                }
                if (echo != 0 && echo - ticker.nanos() <= 0) {
                    echo = 0;
                    listener.gap(subscriptions.confirmed());
                }
                if (nextPing - ticker.nanos() <= 0) {
                    send(open, List.of(new CommandArguments(Command.PING)), 1);
                    nextPing = ticker.nanos() + times.pingInterval().toNanos();
                }
                sleep.await(Math.min(nextPing, nextGap) - ticker.nanos());
            }
            why = broken;
        } catch (RuntimeException failed) {
            why = failed;
        } finally {
            writing = 0;
            lost = true;
            connection = null;
            open.drop();
            reader.join(Duration.ofSeconds(10));
            unanswered.set(0);
            subscriptions.lost();
        }
        if (!closed && why != null) {
            tell(why);
            listener.lost();
        }
    }

    private void request(RedisConnection open) {
        Subscriptions.Requests batch = subscriptions.take(MOST_AT_ONCE);
        while (batch.size() > 0) {
            send(open, dialect.commands(batch), batch.size());
            batch = subscriptions.take(MOST_AT_ONCE);
        }
    }

    private void send(RedisConnection open, List<CommandArguments> commands, int answers) {
        writing = ticker.nanos() | 1;
        if (unanswered.get() == 0) {
            // Before anything counts as unanswered: nothing is overdue by the time in which nothing was asked.
            quietSince = ticker.nanos();
        }
        unanswered.addAndGet(answers);
        commands.forEach(open::write);
        open.flush();
        writing = 0;
    }

    private void tellOfGap(boolean impatient) {
        Set<String> names = subscriptions.takeLate(impatient);
        if (!names.isEmpty()) {
            listener.gap(names);
        }
    }

    /** Once for each time that Redis goes away. */
    private void tell(RuntimeException why) {
        if (!told) {
            told = true;
            LOG.log(Level.WARNING, "No messages from Redis at {0}: {1}; trying again", server, Server.reason(why));
        }
    }

    // ---- the reader

    private void read(RedisConnection open) {
        RuntimeException why = new JedisConnectionException("The connection has ended");
        try {
            while (!closed) {
                Object reply = open.read();
                quietSince = ticker.nanos();
                handle(reply);
            }
        } catch (JedisRedirectionException elsewhere) {
            why = elsewhere;
            listener.moved();
        } catch (RuntimeException ended) {
            why = ended;
        } finally {
            broken = why;
            sleep.wake();
        }
    }

    private void handle(@Nullable Object reply) {
        if (reply instanceof byte[]) {
            // A ping is answered plainly while nothing is subscribed to.
            unanswered.decrementAndGet();
            return;
        }
        if (!(reply instanceof List<?> parts) || parts.isEmpty() || !(parts.get(0) instanceof byte[] kind)) {
            throw new JedisConnectionException("Redis has sent what no subscriber expects");
        }
        switch (Push.of(kind)) {
            case MESSAGE -> listener.arrived(new Arrival(text(parts.get(1)), bytes(parts.get(2))));
            case PATTERN_MESSAGE -> listener.arrived(new Arrival(text(parts.get(2)), bytes(parts.get(3))));
            case ANSWER -> {
                unanswered.decrementAndGet();
                if (backoff.reset()) {
                    listener.reached();
                }
                if (!subscriptions.answered(text(parts.get(1)))) {
                    // Nobody has asked: a node of a Cluster sends those away whose slot has moved.
                    listener.moved();
                    throw new JedisConnectionException("A slot has moved");
                }
            }
            case PONG -> unanswered.decrementAndGet();
        }
    }

    private static String text(@Nullable Object part) {
        return new String(bytes(part), UTF_8);
    }

    private static byte[] bytes(@Nullable Object part) {
        if (part instanceof byte[] bytes) {
            return bytes;
        }
        throw new JedisConnectionException("Redis has sent what no subscriber expects");
    }

    /** For logs. */
    @Override
    public String toString() {
        return "Subscriber[" + name + " at " + server + "]";
    }
}
