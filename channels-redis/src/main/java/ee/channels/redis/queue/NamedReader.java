package ee.channels.redis.queue;

import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Backoff;
import ee.channels.redis.connection.LayerThread;
import ee.channels.redis.connection.RedisConnection;
import ee.channels.redis.connection.Server;
import ee.channels.redis.connection.Shards;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;

/**
 * Reads the queue of a named channel, which readers in other processes read as well, for the subscriber in this one. It
 * fetches no more than the subscriber has room for; the rest waits in Redis, for whoever comes first.
 *
 * <p><b>Concurrency.</b> One thread does all of it, over a connection of its own to each server. {@link #stop} excludes
 * a hand-over in progress by the lock, under which nothing runs but the subscriber's offer.
 *
 * <p><b>Order.</b> With one server that of the queue. With several, senders take them in turn: what lies at any of them
 * is sorted by time, and handed over after a second look at all has found nothing earlier. So messages of a sender that
 * waited for each to be sent stay in order.
 *
 * <p><b>Put back.</b> What was fetched and not handed over when the reading ends goes back as it was.
 *
 * <p>Thread-safe.
 */
final class NamedReader {
    private static final Logger LOG = System.getLogger(NamedReader.class.getName());

    /** With several servers none may keep the others waiting. */
    private static final Duration SHORT_BLOCK = Duration.ofMillis(100);

    /** How long a reader without room waits before it asks again. */
    private static final Duration NO_ROOM = Duration.ofMillis(20);

    private static final int MOST_AT_ONCE = 256;

    private final String name;
    private final String key;
    private final Shards shards;
    private final Target target;
    private final Duration block;
    private final int readTimeout;
    private final Backoff backoff;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final LayerThread thread;

    /** Redis' numbers of the connections, by shard; 0 for none. */
    private final AtomicLongArray ids;

    /** Those that are being used; written by the thread, read by whoever ends it. */
    private volatile List<RedisConnection> connections = List.of();

    /** Fetched, in order, and not handed over yet. Confined to the thread. */
    private final List<Fetched> fetched = new ArrayList<>();

    private final Object handOver = new Object();

    private record Fetched(int shard, QueueEntry entry) {}

    /** Where messages go to. */
    interface Target {
        /** How many more may come. */
        int room();

        /** Takes one. */
        void take(QueueEntry entry);

        /** Puts back one that was fetched from a shard and not taken. */
        void putBack(int shard, QueueEntry entry);

        /** The connection was lost and is there again. */
        void back();
    }

    /** Starts the thread, which connects. */
    NamedReader(String name, String key, Shards shards, RedisOptions options, Target target) {
        this.name = name;
        this.key = key;
        this.shards = shards;
        this.target = target;
        this.block = shards.count() == 1 ? QueueReader.BLOCK : SHORT_BLOCK;
        this.readTimeout =
                (int) QueueReader.BLOCK.plus(options.timeouts().read()).toMillis();
        this.backoff =
                new Backoff(options.timeouts().retryMin(), options.timeouts().retryMax());
        this.ids = new AtomicLongArray(shards.count());
        this.thread = LayerThread.start(name, this::run);
    }

    // ---- any thread

    /** Hands over nothing from now on. Does not wait for the end. */
    void stop() {
        synchronized (handOver) {
            stopping.countDown();
        }
        for (int shard = 0; shard < shards.count(); shard++) {
            long id = ids.get(shard);
            if (id != 0) {
                // By the writer of this key: a message that is sent after this finds nobody waiting.
                Replies.ignore(shards.commands(shard, key)
                        .send(new CommandArguments(Command.CLIENT)
                                .add(Keyword.UNBLOCK)
                                .add(id)));
            }
        }
    }

    /** Has something done on the reader's thread when it ends, or at once if it has. */
    void whenEnded(Runnable action) {
        Replies.then(stopped, (nothing, failure) -> action.run());
    }

    /** Waits for the end; breaks connections off that do not end in time. */
    void join(Duration atMost) {
        try {
            stopped.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            connections.forEach(RedisConnection::drop);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            connections.forEach(RedisConnection::drop);
        }
        thread.join(atMost);
    }

    /** Ends connections to any other server than this; the next ones go there. For a shard that moves. */
    void leaveFor(HostAndPort right) {
        connections.stream().filter(open -> !open.address().equals(right)).forEach(RedisConnection::drop);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    // ---- the thread

    private void run() {
        boolean lost = false;
        try {
            while (!pause(backoff.nanos())) {
                try {
                    connect();
                    if (lost) {
                        lost = false;
                        IntStream.range(0, shards.count()).forEach(shards::reached);
                        target.back();
                    }
                    serve();
                } catch (RuntimeException broken) {
                    if (!lost && !isStopping()) {
                        lost = true;
                        LOG.log(Level.WARNING, "{0} lost Redis: {1}; trying again", name, Server.reason(broken));
                    }
                } finally {
                    disconnect();
                }
            }
        } finally {
            fetched.forEach(entry -> target.putBack(entry.shard(), entry.entry()));
            stopped.complete(null);
        }
    }

    /** Whether the reading has ended meanwhile. */
    private boolean pause(long nanos) {
        try {
            return stopping.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void connect() {
        for (int shard = 0; shard < shards.count(); shard++) {
            RedisConnection open = shards.server(shard, key).connect(name, begun -> {
                List<RedisConnection> all = new ArrayList<>(connections);
                all.add(begun);
                connections = List.copyOf(all);
            });
            open.readTimeout(readTimeout);
            if (open.ask(new CommandArguments(Command.CLIENT).add(Keyword.ID)) instanceof Long id) {
                ids.set(shard, id);
            }
        }
    }

    private void disconnect() {
        for (int shard = 0; shard < shards.count(); shard++) {
            ids.set(shard, 0);
        }
        connections.forEach(RedisConnection::drop);
        connections = List.of();
    }

    private void serve() {
        boolean blocking = fetched.isEmpty();
        while (!isStopping()) {
            int room = target.room() - fetched.size();
            if (room <= 0 && fetched.isEmpty()) {
                pause(NO_ROOM.toNanos());
                continue;
            }
            List<Fetched> seenBefore = List.copyOf(fetched);
            boolean found = fetch(blocking, Math.max(1, Math.min(room, MOST_AT_ONCE)));
            backoff.reset();
            if (shards.count() == 1) {
                handOver(fetched.size());
            } else if (!seenBefore.isEmpty()) {
                handOver(1 + fetched.indexOf(seenBefore.get(seenBefore.size() - 1)));
            }
            blocking = !found && fetched.isEmpty();
            if (!fetched.isEmpty() && target.room() <= 0) {
                pause(NO_ROOM.toNanos());
            }
        }
    }

    /** Whether there was anything. */
    private boolean fetch(boolean blocking, int atMost) {
        for (RedisConnection open : connections) {
            open.write(
                    blocking
                            ? new CommandArguments(Command.BZPOPMIN).key(key).add(block.toMillis() / 1000.0)
                            : new CommandArguments(Command.ZPOPMIN).key(key).add(atMost));
            open.flush();
        }
        int before = fetched.size();
        RuntimeException broken = null;
        for (int shard = 0; shard < connections.size(); shard++) {
            try {
                Object reply = connections.get(shard).read();
                for (QueueEntry entry : blocking ? QueueEntry.ofBlocking(reply) : QueueEntry.of(reply)) {
                    fetched.add(new Fetched(shard, entry));
                }
            } catch (RuntimeException failed) {
                // What the others reply has left their queues and must be read.
                broken = failed;
            }
        }
        fetched.sort((one, other) -> QueueEntry.inOrder(one.entry(), other.entry()));
        if (broken != null) {
            throw broken;
        }
        return fetched.size() > before;
    }

    /** Hands over the first so many, as far as there is room. */
    private void handOver(int number) {
        int done = 0;
        while (done < number && take(fetched.get(done))) {
            done++;
        }
        fetched.subList(0, done).clear();
    }

    private boolean take(Fetched next) {
        synchronized (handOver) {
            if (isStopping() || target.room() <= 0) {
                return false;
            }
            target.take(next.entry());
            return true;
        }
    }
}
