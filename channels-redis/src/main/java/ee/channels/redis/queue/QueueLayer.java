package ee.channels.redis.queue;

import ee.channels.ChannelsException;
import ee.channels.layer.ChannelFullException;
import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.layer.memory.LocalChannels;
import ee.channels.message.ChannelName;
import ee.channels.message.Message;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Commands;
import ee.channels.redis.connection.Results;
import ee.channels.redis.connection.Shards;
import ee.channels.redis.wire.Address;
import ee.channels.redis.wire.Faults;
import ee.channels.redis.wire.PayloadFormat;
import ee.channels.redis.wire.QueueFrame;
import ee.channels.redis.wire.ShardHash;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The channel layer on sorted sets in Redis, mode {@code queue}: messages wait there, within capacity and expiry, until
 * somebody reads them. All processes on the same Redis, in Java or with channels_redis' core layer, share groups and
 * channels.
 *
 * <p><b>Channels.</b> Those of one process share a queue, which is emptied as fast as it fills: a reader that does not
 * keep up misses messages, which is counted. A named channel is read by any number of processes; each of its messages
 * goes to one of them, and waits in Redis while nobody has room.
 *
 * <p><b>Capacity</b> is that of a queue in Redis. {@code send} to a channel of this process also fails when its reader
 * holds its capacity.
 *
 * <p><b>Order.</b> Messages of one thread to one channel or to one group arrive in the order of their sending.
 *
 * <p><b>Threads.</b> A reader for each server, one more for each named channel that is read here, and those of
 * {@link Shards} and {@link Results}. Callers never wait, and no user code runs on the readers or writers.
 *
 * <p>Channels counterpart: {@code channels_redis.core.RedisChannelLayer}.
 *
 * <p>Thread-safe.
 */
public final class QueueLayer implements LayerBackend {
    /** How much longer than a message an encrypted one may be read. */
    private static final Duration TOKEN_GRACE = Duration.ofSeconds(10);

    /** How long close() waits for Redis to hear that the channels of this process are gone. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final RedisOptions options;
    private final LayerContext context;
    private final LayerCounters counters;
    private final LocalChannels channels;
    private final Shards shards;
    private final Results results;
    private final Scripts scripts;
    private final QueueFrame frame = new QueueFrame();
    private final QueueKeys keys;
    private final QueueClock clock;
    private final PayloadFormat format;
    private final Memberships memberships;
    private final GroupSender groupSender;
    private final QueueDelivery delivery;
    private final Upkeep upkeep;
    private final Flush flush;
    private final List<QueueReader> readers = new ArrayList<>();
    private final ConcurrentHashMap<String, NamedSubscription> named = new ConcurrentHashMap<>();

    /** The readers of named channels whose threads have not ended. */
    private final Set<NamedReader> atWork = ConcurrentHashMap.newKeySet();

    /** Where the next message to a named channel goes. */
    private final AtomicInteger turn = new AtomicInteger();

    /** What is put back while the layer ends, and must have happened before. */
    private final Queue<CompletableFuture<?>> parting = new ConcurrentLinkedQueue<>();

    private volatile boolean closed;

    /**
     * Starts the layer's threads, which connect in the background.
     *
     * @param time the time of day, which stands in Redis with each message
     */
    public QueueLayer(RedisOptions options, LayerContext context, InstantSource time) {
        this.options = options;
        this.context = context;
        this.counters = context.counters();
        this.channels = new LocalChannels(options.limits(), context, group -> {});
        this.keys = new QueueKeys(options.prefix());
        this.clock = new QueueClock(time, context.ticker(), options.limits());
        this.format = new PayloadFormat(
                options.format(), Optional.of(options.limits().expiry().plus(TOKEN_GRACE)), time);
        this.shards = Shards.open(options, context.ticker());
        this.scripts = new Scripts(shards);
        this.results = new Results(options.alias());
        this.memberships = new Memberships(shards, scripts, keys, clock, channels.prefix(), this::isRead);
        this.groupSender = new GroupSender(options, shards, scripts, keys, clock, frame, format, counters);
        this.delivery = new QueueDelivery(format, clock, channels, memberships, counters, new Faults(context));
        int home = ShardHash.shard(channels.prefix(), shards.count());
        this.upkeep = new Upkeep(memberships, channels, context.ticker(), clock, options, shards.count(), home);
        this.flush = new Flush(shards, keys);
        for (int shard = 0; shard < shards.count(); shard++) {
            QueueReader reader = reader(shard);
            readers.add(reader);
            shards.server(shard).onMove(right -> {
                reader.leaveFor(right);
                named.values().forEach(subscription -> subscription.leaveFor(right));
            });
        }
        shards.cluster().ifPresent(cluster -> {
            cluster.onChange(() -> upkeep.back(0, true));
            NodeWatch watch = new NodeWatch(cluster, context.ticker(), options, upkeep::doubt);
            shards.pulse().beat(watch::look);
        });
        shards.pulse().beat(upkeep::look);
    }

    private QueueReader reader(int shard) {
        String key = keys.queue(channels.prefix());
        return new QueueReader(
                options.alias() + "-queue-" + shard,
                shards.server(shard, key),
                key,
                options,
                delivery::takeOwn,
                new QueueReader.Watcher() {
                    @Override
                    public void lost() {
                        shards.suspect(shard);
                        upkeep.lost(shard);
                    }

                    @Override
                    public void back(boolean moved) {
                        shards.reached(shard);
                        upkeep.back(shard, moved);
                    }
                });
    }

    private boolean isRead(String channel) {
        return ChannelName.isProcessLocal(channel) ? channels.isKnown(channel) : named.containsKey(channel);
    }

    // ---- messages

    @Override
    public void check(Message message) {
        format.check(message);
    }

    @Override
    public CompletionStage<Void> send(String channel, Message message) {
        if (closed) {
            return closedStage();
        }
        counters.count(Kind.SENT);
        int capacity = options.limits().capacities().of(channel);
        if (channel.startsWith(channels.prefix()) && channels.room(channel) <= 0) {
            return CompletableFuture.failedStage(refused(channel, capacity));
        }
        boolean processLocal = ChannelName.isProcessLocal(channel);
        byte[] entry;
        try {
            Address address = processLocal ? new Address.One(channel) : Address.NONE;
            entry = frame.frame(format.encode(message, address));
        } catch (ChannelsException unfit) {
            return CompletableFuture.failedStage(unfit);
        }
        String key = keys.queue(channel);
        int shard = processLocal
                ? ShardHash.shard(ChannelName.prefix(channel), shards.count())
                : Math.floorMod(turn.getAndIncrement(), shards.count());
        flush.used(channel);
        List<byte[]> arguments = List.of(
                clock.expired(),
                QueueClock.text(clock.next()),
                clock.queueLife(),
                entry,
                Memberships.bytes(Integer.toString(capacity)));
        CompletableFuture<@Nullable Object> reply =
                scripts.run(shard, key, Script.PUSH, List.of(Memberships.bytes(key)), arguments);
        return results.of(settled(reply, pushed -> {
            long[] numbers = Replies.numbers(pushed);
            counters.count(Kind.ADDRESSED, numbers[0]);
            counters.count(Kind.DROPPED_EXPIRED, numbers[0]);
            return numbers.length == 1 ? null : refused(channel, capacity);
        }));
    }

    /** Counts a message that found its channel full. */
    private ChannelFullException refused(String channel, int capacity) {
        counters.count(Kind.ADDRESSED);
        counters.count(Kind.REFUSED_FULL);
        return new ChannelFullException(channel, capacity);
    }

    @Override
    public CompletionStage<Void> groupSend(String group, Message message) {
        if (closed) {
            return closedStage();
        }
        counters.count(Kind.GROUP_SENT);
        try {
            return results.of(settled(groupSender.send(group, message), done -> null));
        } catch (ChannelsException unfit) {
            return CompletableFuture.failedStage(unfit);
        }
    }

    /** Looks at a reply. */
    private interface Verdict {
        /** The failure that it means, or null. */
        @Nullable
        Throwable on(@Nullable Object reply);
    }

    /** What users are told of an operation. */
    private static CompletableFuture<Void> settled(CompletableFuture<@Nullable Object> reply, Verdict verdict) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Replies.then(reply, (answer, failure) -> {
            Throwable wrong;
            try {
                wrong = failure == null ? verdict.on(answer) : told(failure);
            } catch (RuntimeException unreadable) {
                wrong = unreadable;
            }
            if (wrong == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(wrong);
            }
        });
        return result;
    }

    private static Throwable told(Throwable failure) {
        Throwable root =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return root instanceof JedisDataException
                ? new ChannelLayerException("Redis refused it: " + root.getMessage(), root)
                : root;
    }

    // ---- groups

    @Override
    public CompletionStage<Void> join(String group, String channel) {
        if (closed) {
            return closedStage();
        }
        boolean mine = channel.startsWith(channels.prefix());
        if (mine && !channels.isKnown(channel)) {
            // It is gone, and nobody brings it back.
            return CompletableFuture.completedStage(null);
        }
        if (mine || !ChannelName.isProcessLocal(channel)) {
            channels.join(group, channel);
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        Commands at = memberships.commands(group);
        Replies.then(memberships.join(group, channel), (reply, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else if (failure instanceof ChannelLayerUnavailableException && !closed) {
                // Recorded; it will be made known, and the member be told.
                memberships.unconfirmed(group);
                result.complete(null);
            } else {
                memberships.withdraw(group, channel);
                channels.leave(group, channel);
                result.completeExceptionally(told(failure));
            }
        });
        if (mine && !channels.isKnown(channel)) {
            // It has ended meanwhile, perhaps before it was recorded here.
            memberships.end(channel);
        }
        upkeep.limit(group, at, result);
        return results.of(result);
    }

    @Override
    public CompletionStage<Void> leave(String group, String channel) {
        if (closed) {
            return closedStage();
        }
        channels.leave(group, channel);
        CompletableFuture<Void> result = new CompletableFuture<>();
        Replies.then(memberships.leave(group, channel), (reply, failure) -> {
            if (failure == null || (failure instanceof ChannelLayerUnavailableException && !closed)) {
                // In the latter case it is remembered, and told later.
                result.complete(null);
            } else {
                result.completeExceptionally(told(failure));
            }
        });
        return results.of(result);
    }

    // ---- readers

    @Override
    public String newChannel() {
        return channels.newChannel();
    }

    @Override
    public Subscription subscribe(String channel, Subscriber subscriber) {
        Subscription here = channels.subscribe(channel, subscriber);
        if (ChannelName.isProcessLocal(channel)) {
            return new LocalEnd(here);
        }
        flush.used(channel);
        NamedSubscription subscription = new NamedSubscription(here);
        named.put(channel, subscription);
        subscription.start();
        if (closed) {
            subscription.close();
        }
        return subscription;
    }

    /** A subscription to a channel of this process alone, whose end ends its memberships in Redis. */
    private final class LocalEnd implements Subscription {
        private final Subscription here;

        private LocalEnd(Subscription here) {
            this.here = here;
        }

        @Override
        public String channel() {
            return here.channel();
        }

        @Override
        public int capacity() {
            return here.capacity();
        }

        @Override
        public void close() {
            here.close();
            if (!closed) {
                memberships.end(channel());
            }
        }
    }

    /** A subscription to a named channel, with the reader that serves it. */
    private final class NamedSubscription implements Subscription, NamedReader.Target {
        private final Subscription here;
        private @Nullable NamedReader reader;

        private NamedSubscription(Subscription here) {
            this.here = here;
        }

        synchronized void start() {
            String key = keys.queue(channel());
            NamedReader started =
                    new NamedReader(options.alias() + "-reader-of-" + channel(), key, shards, options, this);
            reader = started;
            atWork.add(started);
            started.whenEnded(() -> atWork.remove(started));
        }

        synchronized @Nullable NamedReader reader() {
            return reader;
        }

        @Override
        public String channel() {
            return here.channel();
        }

        @Override
        public int capacity() {
            return here.capacity();
        }

        @Override
        public void close() {
            NamedReader started = reader();
            if (started != null) {
                started.stop();
            }
            here.close();
            named.remove(channel(), this);
        }

        void leaveFor(HostAndPort right) {
            NamedReader started = reader();
            if (started != null) {
                started.leaveFor(right);
            }
        }

        @Override
        public int room() {
            return channels.room(channel());
        }

        @Override
        public void take(QueueEntry entry) {
            delivery.takeNamed(channel(), entry);
        }

        @Override
        public void putBack(int shard, QueueEntry entry) {
            byte[] key = Memberships.bytes(keys.queue(channel()));
            Commands at = shards.commands(shard, keys.queue(channel()));
            parting(at.send(new CommandArguments(Command.ZADD)
                    .key(key)
                    .add(QueueClock.text(entry.time()))
                    .add(entry.bytes())));
            parting(at.send(new CommandArguments(Command.EXPIRE).key(key).add(clock.queueLife())));
        }

        @Override
        public void back() {
            channels.gap(channel()::equals, group -> false);
        }
    }

    // ---- ends

    @Override
    public CompletionStage<Void> flush() {
        if (closed) {
            return closedStage();
        }
        channels.flush();
        memberships.clear();
        return results.of(settled(flush.all(), done -> null));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        List.copyOf(named.values()).forEach(NamedSubscription::close);
        List.copyOf(atWork).forEach(reader -> reader.join(QueueReader.BLOCK.plus(FAREWELL)));
        sayFarewell();
        readers.forEach(QueueReader::close);
        channels.close();
        shards.close();
        results.close();
    }

    /** Takes the channels of this process out of their groups, as far as Redis is there to hear it. */
    private void sayFarewell() {
        parting.addAll(memberships.endAll());
        try {
            CompletableFuture.allOf(parting.toArray(new CompletableFuture<?>[0]))
                    .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException away) {
            // They expire.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void parting(CompletableFuture<?> reply) {
        if (closed) {
            parting.add(reply);
        }
    }

    private CompletionStage<Void> closedStage() {
        return CompletableFuture.failedStage(Results.closed(context.alias()));
    }
}
