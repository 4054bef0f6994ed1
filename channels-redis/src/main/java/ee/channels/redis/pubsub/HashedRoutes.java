package ee.channels.redis.pubsub;

import ee.channels.Ticker;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Shards;
import ee.channels.redis.wire.ShardHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Names are spread over the servers by the hash that all peers agree on, or there is only one; our own channels come by
 * a pattern that is subscribed to at each.
 *
 * <p>Channels counterpart: {@code RedisPubSubChannelLayer._get_shard}.
 *
 * <p>Thread-safe.
 */
final class HashedRoutes implements Routes {
    private final Shards shards;
    private final String prefix;
    private final Sink sink;
    private final List<Subscriber> subscribers;

    /** What one server sends. */
    private final class Source implements Subscriber.Listener {
        private final int shard;

        private Source(int shard) {
            this.shard = shard;
        }

        @Override
        public void arrived(Arrival arrival) {
            // Several shards may be databases of one server, whose pub/sub knows no databases.
            if (!isOwn(arrival.name()) || shard(arrival.name()) == shard) {
                sink.arrived(arrival);
            }
        }

        @Override
        public void gap(Set<String> names) {
            boolean affected = names.contains(own());
            sink.gap(names, channel -> affected && isOwn(channel) && shard(channel) == shard);
        }

        @Override
        public void lost() {
            shards.suspect(shard);
        }

        @Override
        public void reached() {
            shards.reached(shard);
        }

        @Override
        public void moved() {
            // The same server is asked again.
        }
    }

    /**
     * Starts a subscriber for each server.
     *
     * @param prefix what the names of our own channels begin with
     */
    HashedRoutes(RedisOptions options, Shards shards, Ticker ticker, String prefix, Sink sink) {
        this.shards = shards;
        this.prefix = prefix;
        this.sink = sink;
        List<Subscriber> all = new ArrayList<>();
        for (int shard = 0; shard < shards.count(); shard++) {
            Subscriber subscriber = new Subscriber(
                    options.alias() + "-subscriber-" + shard,
                    shards.server(shard),
                    new Dialect.Classic(own()),
                    options,
                    ticker,
                    sink::isWanted,
                    new Source(shard));
            subscriber.update(own());
            shards.pulse().beat(subscriber::watch);
            all.add(subscriber);
        }
        this.subscribers = List.copyOf(all);
    }

    private boolean isOwn(String channel) {
        return channel.startsWith(prefix);
    }

    private int shard(String wireName) {
        return ShardHash.shard(wireName, shards.count());
    }

    private Subscriber subscriber(String wireName) {
        return subscribers.get(shard(wireName));
    }

    @Override
    public String own() {
        return prefix + "*";
    }

    @Override
    public String nameOf(String channel) {
        return channel;
    }

    @Override
    public void update(String wireName) {
        subscriber(wireName).update(wireName);
    }

    @Override
    public CompletableFuture<Void> confirmation(String wireName) {
        if (wireName.equals(own())) {
            return CompletableFuture.allOf(subscribers.stream()
                    .map(subscriber -> subscriber.confirmation(wireName))
                    .toArray(CompletableFuture<?>[]::new));
        }
        return subscriber(wireName).confirmation(wireName);
    }

    @Override
    public boolean later(String wireName, Runnable action) {
        return subscriber(wireName).later(wireName, action);
    }

    @Override
    public CompletableFuture<@Nullable Object> publish(String wireName, byte[] payload) {
        return shards.commands(shard(wireName), wireName)
                .send(new CommandArguments(Command.PUBLISH).add(wireName).add(payload));
    }

    @Override
    public void close() {
        subscribers.forEach(Subscriber::end);
        subscribers.forEach(Subscriber::close);
    }
}
