package ee.channels.redis.config;

import ee.channels.layer.LayerConfig;
import ee.channels.layer.memory.LocalLimits;

/**
 * All that a Redis layer was told. No secret is in its text.
 *
 * <p>Channels counterpart: {@code CONFIG} of a channels_redis layer, with names of its own where the original has none;
 * {@code docs/redis.md} has the table.
 *
 * <p>Immutable.
 *
 * @param alias the name that the layer is configured under
 * @param mode which of the two wire formats
 * @param servers which Redis to talk to
 * @param credentials as whom, at each server but the sentinels
 * @param tls whether encrypted
 * @param prefix what the names of keys and channels begin with
 * @param format how messages become bytes
 * @param limits capacities and expiries
 * @param timeouts how long what may take
 * @param writer who sends commands
 * @param reader who hands over what was received
 * @param shardedPubSub whether a Cluster's pub/sub is sharded
 */
public record RedisOptions(
        String alias,
        Mode mode,
        Servers servers,
        Credentials credentials,
        TlsOptions tls,
        String prefix,
        FormatOptions format,
        LocalLimits limits,
        Timeouts timeouts,
        WriterOptions writer,
        ReaderOptions reader,
        ShardedPubSub shardedPubSub) {

    /** A wire format of channels_redis. */
    public enum Mode {
        /** Redis pub/sub: {@code RedisPubSubChannelLayer}. */
        PUBSUB,
        /** Sorted sets: {@code RedisChannelLayer}. */
        QUEUE
    }

    /** What pub/sub in a Cluster goes by. */
    public enum ShardedPubSub {
        /** SPUBLISH where the servers know it, from Redis 7 on. */
        AUTO,
        /** SPUBLISH, whatever the servers say. */
        TRUE,
        /** PUBLISH, which every node of the Cluster passes on to every other. */
        FALSE
    }

    /**
     * Reads and checks all of it.
     *
     * @throws ee.channels.ConfigurationException naming the option that is refused, its value unless that is secret,
     *     and what is allowed
     */
    public static RedisOptions of(LayerConfig config) {
        return new OptionsReader(config).read();
    }
}
