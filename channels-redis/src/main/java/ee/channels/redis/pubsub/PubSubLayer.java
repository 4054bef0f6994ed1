package ee.channels.redis.pubsub;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.MessageTooLargeException;
import ee.channels.layer.Subscription;
import ee.channels.layer.memory.LocalChannels;
import ee.channels.message.ChannelName;
import ee.channels.message.Message;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Cluster;
import ee.channels.redis.connection.Results;
import ee.channels.redis.connection.Shards;
import ee.channels.redis.wire.Address;
import ee.channels.redis.wire.Faults;
import ee.channels.redis.wire.MalformedPayloadException;
import ee.channels.redis.wire.Parcel;
import ee.channels.redis.wire.PayloadFormat;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The channel layer on Redis pub/sub. A group costs one subscription for each process, whatever its size; a message to
 * it costs one PUBLISH, and is decoded once in each process that has members. Fan-out, capacity and expiry are those of
 * {@link LocalChannels}.
 *
 * <p><b>Threads.</b> Publishing goes through {@link ee.channels.redis.connection.Commands}; a {@link Subscriber} for
 * each server reads and subscribes; {@link Lanes} decode and hand over; {@link Results} completes what users wait for.
 * No method waits, save the constructor.
 *
 * <p><b>Order.</b> Messages of one thread to one name arrive in order: one writer sends them, one connection brings
 * them, one lane hands them over.
 *
 * <p><b>What it does not do.</b> It keeps nothing for a reader that is not there yet, and does not tell the sender that
 * a channel is full: Redis does not know. A named channel that several processes read delivers to each of them. A
 * channel of another process cannot be put into a group from here.
 *
 * <p>Channels counterpart: {@code channels_redis.pubsub.RedisPubSubChannelLayer}, whose wire format it shares.
 *
 * <p>Thread-safe.
 */
public final class PubSubLayer implements LayerBackend {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final String alias;
    private final LayerCounters counters;
    private final WireNames names;
    private final PayloadFormat format;
    private final Faults faults;
    private final LocalChannels channels;
    private final Results results;
    private final Lanes lanes;
    private final Shards shards;
    private final Routes routes;

    /** The named channels that are read in this process. */
    private final ConcurrentHashMap<String, Subscription> readers = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /**
     * Starts everything, and waits until the subscriptions of this process's own channels are confirmed, Redis turns
     * out to be away, or {@code subscribe-timeout} has passed. It never fails for a Redis that is away.
     */
    public PubSubLayer(RedisOptions options, LayerContext context) {
        this.alias = context.alias();
        this.counters = context.counters();
        this.names = new WireNames(options.prefix());
        this.format = new PayloadFormat(options.format(), Optional.empty(), InstantSource.system());
        this.faults = new Faults(context);
        this.channels = new LocalChannels(options.limits(), context, names.channelPrefix(), this::groupChanged);
        this.results = new Results(alias);
        this.lanes = new Lanes(alias, options.reader(), this::deliver);
        this.shards = Shards.open(options, context.ticker());
        this.routes = routes(options, context.ticker());
        awaitOwnChannels(options);
    }

    private Routes routes(RedisOptions options, Ticker ticker) {
        Optional<Cluster> cluster = shards.cluster();
        if (cluster.isPresent() && sharded(options, cluster.get())) {
            return new ClusterRoutes(options, cluster.get(), shards.pulse(), ticker, channels.prefix(), new Arrivals());
        }
        return new HashedRoutes(options, shards, ticker, channels.prefix(), new Arrivals());
    }

    private static boolean sharded(RedisOptions options, Cluster cluster) {
        return switch (options.shardedPubSub()) {
            case TRUE -> true;
            case FALSE -> false;
            // When nobody can be asked, as of today's Redis.
            case AUTO -> cluster.shardedPubSub().orElse(true);
        };
    }

    private void awaitOwnChannels(RedisOptions options) {
        try {
            routes.confirmation(routes.own()).get(options.timeouts().subscribe().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            // Then it goes on by itself, and members are told of a gap when it is confirmed.
            return;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what is subscribed to

    /** What comes from Redis, and what is wanted of it. */
    private final class Arrivals implements Routes.Sink {
        @Override
        public boolean isWanted(String wireName) {
            if (names.isGroup(wireName)) {
                return channels.hasMembers(names.group(wireName));
            }
            return wireName.startsWith(channels.prefix()) || readers.containsKey(wireName);
        }

        @Override
        public Set<String> wanted() {
            Set<String> all = new HashSet<>(readers.keySet());
            channels.groups().forEach(group -> all.add(names.ofGroup(group)));
            all.add(channels.prefix());
            return all;
        }

        @Override
        public void arrived(Arrival arrival) {
            if (!lanes.offer(arrival)) {
                drop(arrival, Kind.DROPPED_OVERRUN);
            }
        }

        @Override
        public void gap(Set<String> affected, Predicate<String> ownChannels) {
            Set<String> groups = new HashSet<>();
            for (String name : affected) {
                if (names.isGroup(name)) {
                    groups.add(names.group(name));
                }
            }
            counters.count(Kind.GAPS);
            channels.gap(channel -> affected.contains(channel) || ownChannels.test(channel), groups::contains);
        }
    }

    private void groupChanged(String group) {
        routes.update(names.ofGroup(group));
    }

    private boolean isOwn(String channel) {
        return channel.startsWith(channels.prefix());
    }

    // ---- messages in

    private void deliver(Arrival arrival) {
        Parcel parcel;
        try {
            parcel = format.decode(arrival.payload());
        } catch (MalformedPayloadException malformed) {
            faults.report(malformed);
            return;
        }
        String name = arrival.name();
        long expiresAt = channels.expiryFromNow();
        if (names.isGroup(name)) {
            channels.deliverToGroup(names.group(name), parcel.message(), expiresAt);
        } else {
            String channel = parcel.address() instanceof Address.One one ? one.channel() : name;
            channels.deliver(channel, List.of(channel), parcel.message(), expiresAt);
        }
    }

    private void drop(Arrival arrival, Kind reason) {
        if (names.isGroup(arrival.name())) {
            channels.dropForGroup(names.group(arrival.name()), reason);
        } else {
            channels.drop(reason);
        }
    }

    // ---- messages out

    @Override
    public void check(Message message) {
        format.check(message);
    }

    @Override
    public CompletionStage<Void> send(String channel, Message message) {
        if (closed) {
            return closed();
        }
        counters.count(Kind.SENT);
        String wireName = routes.nameOf(channel);
        byte[] payload;
        try {
            payload = format.encode(message, wireName.equals(channel) ? Address.NONE : new Address.One(channel));
        } catch (MessageTooLargeException tooLarge) {
            return CompletableFuture.failedStage(tooLarge);
        }
        CompletableFuture<Void> sent = new CompletableFuture<>();
        // Our own subscription may still be on its way to Redis, over another connection.
        if (!routes.later(wireName, () -> publish(wireName, payload, sent))) {
            publish(wireName, payload, sent);
        }
        return results.of(sent);
    }

    @Override
    public CompletionStage<Void> groupSend(String group, Message message) {
        if (closed) {
            return closed();
        }
        counters.count(Kind.GROUP_SENT);
        byte[] payload;
        try {
            payload = format.encode(message, Address.NONE);
        } catch (MessageTooLargeException tooLarge) {
            return CompletableFuture.failedStage(tooLarge);
        }
        CompletableFuture<Void> sent = new CompletableFuture<>();
        publish(names.ofGroup(group), payload, sent);
        return results.of(sent);
    }

    private void publish(String wireName, byte[] payload, CompletableFuture<Void> sent) {
        CompletionStage<@Nullable Object> reply = routes.publish(wireName, payload);
        reply.whenComplete((receivers, failure) -> {
            if (failure == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(
                        failure instanceof ChannelLayerException known
                                ? known
                                : new ChannelLayerException(
                                        "Redis has refused a message: " + failure.getMessage(), failure));
            }
        });
    }

    // ---- groups

    @Override
    public CompletionStage<Void> join(String group, String channel) {
        if (closed) {
            return closed();
        }
        if (ChannelName.isProcessLocal(channel) && !isOwn(channel)) {
            return CompletableFuture.failedStage(notOurs(channel));
        }
        channels.join(group, channel);
        return results.of(routes.confirmation(names.ofGroup(group)));
    }

    @Override
    public CompletionStage<Void> leave(String group, String channel) {
        if (closed) {
            return closed();
        }
        channels.leave(group, channel);
        return DONE;
    }

    private ChannelLayerException notOurs(String channel) {
        return new ChannelLayerException(
                "Channel " + channel + " belongs to another process; on Redis pub/sub only that one can put it into a"
                        + " group or read it",
                null);
    }

    // ---- channels

    @Override
    public String newChannel() {
        refuseIfClosed();
        return channels.newChannel();
    }

    @Override
    public Subscription subscribe(String channel, ee.channels.layer.Subscriber subscriber) {
        refuseIfClosed();
        if (ChannelName.isProcessLocal(channel)) {
            if (!isOwn(channel)) {
                throw notOurs(channel);
            }
            return channels.subscribe(channel, subscriber);
        }
        if (names.isGroup(channel)) {
            throw new ChannelLayerException("Channel " + channel + " is what a group is called in Redis", null);
        }
        Reading reading = new Reading(channels.subscribe(channel, subscriber));
        readers.put(channel, reading);
        routes.update(channel);
        return reading;
    }

    /** The reading of a named channel, which Redis knows of. */
    private final class Reading implements Subscription {
        private final Subscription local;

        private Reading(Subscription local) {
            this.local = local;
        }

        @Override
        public String channel() {
            return local.channel();
        }

        @Override
        public int capacity() {
            return local.capacity();
        }

        @Override
        public void close() {
            local.close();
            // Not one that has come after this.
            if (readers.remove(channel(), this)) {
                routes.update(channel());
            }
        }

        @Override
        public String toString() {
            return local.toString();
        }
    }

    // ---- ends

    @Override
    public CompletionStage<Void> flush() {
        if (closed) {
            return closed();
        }
        channels.flush();
        return DONE;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        routes.close();
        shards.close();
        lanes.end().forEach(arrival -> drop(arrival, Kind.DROPPED_FLUSHED));
        channels.close();
        results.close();
    }

    private void refuseIfClosed() {
        if (closed) {
            throw Results.closed(alias);
        }
    }

    private CompletionStage<Void> closed() {
        return CompletableFuture.failedStage(Results.closed(alias));
    }

    /** The alias and the servers, without a secret. */
    @Override
    public String toString() {
        return "PubSubLayer[" + alias + "]";
    }
}
