package ee.channels.redis.pubsub;

import ee.channels.Ticker;
import ee.channels.message.ChannelName;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Cluster;
import ee.channels.redis.connection.Pulse;
import ee.channels.redis.connection.SlotMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * Sharded pub/sub of a Redis 7 Cluster: each name lives at the node that has its slot, with a subscriber for each such
 * node. There are no patterns: our own channels share one name, up to the exclamation mark, and messages to them carry
 * the address.
 *
 * <p><b>When a slot moves,</b> the names in it are subscribed to at the new node, and whoever relies on them is told of
 * a gap when that is confirmed.
 *
 * <p>No Channels counterpart: Python processes cannot take part.
 *
 * <p>Thread-safe.
 */
final class ClusterRoutes implements Routes {
    private final RedisOptions options;
    private final Cluster cluster;
    private final Ticker ticker;
    private final String own;
    private final Sink sink;
    private final ConcurrentHashMap<HostAndPort, Subscriber> subscribers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Where the slots were when {@link #follow} last looked. Guarded by this. */
    private SlotMap followed;

    /** What one node sends. */
    private final class Source implements Subscriber.Listener {
        private final HostAndPort node;

        private Source(HostAndPort node) {
            this.node = node;
        }

        @Override
        public void arrived(Arrival arrival) {
            sink.arrived(arrival);
        }

        @Override
        public void gap(Set<String> names) {
            boolean affected = names.contains(own);
            sink.gap(names, channel -> affected && channel.startsWith(own));
        }

        @Override
        public void lost() {
            cluster.suspect(node);
        }

        @Override
        public void reached() {
            cluster.node(node).reached();
        }

        @Override
        public void moved() {
            cluster.renewSoon();
        }
    }

    /**
     * Starts a subscriber for each node that is known.
     *
     * @param own what the names of our own channels begin with
     */
    ClusterRoutes(RedisOptions options, Cluster cluster, Pulse pulse, Ticker ticker, String own, Sink sink) {
        this.options = options;
        this.cluster = cluster;
        this.ticker = ticker;
        this.own = own;
        this.sink = sink;
        this.followed = cluster.map();
        pulse.beat(() -> subscribers.values().forEach(Subscriber::watch));
        cluster.onChange(this::follow);
        follow();
    }

    /** Has a subscriber at each node that has slots, and each name where its slot is now. */
    private synchronized void follow() {
        if (closed) {
            return;
        }
        SlotMap before = followed;
        followed = cluster.map();
        Set<HostAndPort> nodes = followed.nodes();
        for (HostAndPort node : nodes) {
            subscribers.computeIfAbsent(node, this::start);
        }
        for (String name : sink.wanted()) {
            // The old one lets it go, and the new one takes it, with a gap.
            subscribers.values().forEach(subscriber -> subscriber.update(name));
            HostAndPort now = followed.primary(name);
            Subscriber here = now == null ? null : subscribers.get(now);
            if (here != null && !Objects.equals(now, before.primary(name))) {
                here.owe(name);
            }
        }
        for (HostAndPort node : Set.copyOf(subscribers.keySet())) {
            if (!nodes.contains(node)) {
                Subscriber gone = subscribers.remove(node);
                if (gone != null) {
                    gone.close();
                }
            }
        }
    }

    private Subscriber start(HostAndPort node) {
        return new Subscriber(
                options.alias() + "-subscriber-" + node.getPort(),
                cluster.node(node),
                new Dialect.Sharded(),
                options,
                ticker,
                name -> sink.isWanted(name) && node.equals(cluster.primary(name)),
                new Source(node));
    }

    private @Nullable Subscriber subscriber(String wireName) {
        HostAndPort node = cluster.primary(wireName);
        return node == null ? null : subscribers.get(node);
    }

    @Override
    public String own() {
        return own;
    }

    @Override
    public String nameOf(String channel) {
        return ChannelName.prefix(channel);
    }

    @Override
    public void update(String wireName) {
        subscribers.values().forEach(subscriber -> subscriber.update(wireName));
    }

    @Override
    public CompletableFuture<Void> confirmation(String wireName) {
        Subscriber subscriber = subscriber(wireName);
        return subscriber == null ? CompletableFuture.completedFuture(null) : subscriber.confirmation(wireName);
    }

    @Override
    public boolean later(String wireName, Runnable action) {
        Subscriber subscriber = subscriber(wireName);
        return subscriber != null && subscriber.later(wireName, action);
    }

    @Override
    public CompletableFuture<@Nullable Object> publish(String wireName, byte[] payload) {
        return cluster.commands(wireName)
                .send(new CommandArguments(Command.SPUBLISH).add(wireName).add(payload));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        subscribers.values().forEach(Subscriber::end);
        subscribers.values().forEach(Subscriber::close);
    }
}
