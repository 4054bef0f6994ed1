package ee.channels.redis;

import ee.channels.layer.ChannelLayerProvider;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.pubsub.PubSubLayer;
import ee.channels.redis.queue.QueueLayer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;

/**
 * Makes layers over Redis for {@code redis:}, {@code rediss:}, {@code redis-sentinel:} and {@code redis-cluster:}; the
 * options are in {@code docs/redis.md}. Redis need not be there: a layer connects on its own threads, and again when it
 * must.
 *
 * <p>Channels counterpart: {@code channels_redis.pubsub.RedisPubSubChannelLayer} and
 * {@code channels_redis.core.RedisChannelLayer} under {@code BACKEND} in {@code CHANNEL_LAYERS}.
 *
 * <p>Thread-safe.
 */
public final class RedisLayerProvider implements ChannelLayerProvider {
    private static final Logger LOG = System.getLogger(RedisLayerProvider.class.getName());

    /** For the service loader. */
    public RedisLayerProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss", "redis-sentinel", "redis-cluster");
    }

    @Override
    public LayerBackend create(LayerConfig config, LayerContext context) {
        RedisOptions options = RedisOptions.of(config);
        // The caller does so too, but only when there are threads and connections already.
        config.refuseUnknown();
        Requirements.check(config, options);
        LOG.log(
                Level.INFO,
                "Channels: layer {0} is {1}, {2}",
                config.alias(),
                config.redactedUrl(),
                options.mode().name().toLowerCase(Locale.ROOT));
        return switch (options.mode()) {
            case PUBSUB -> new PubSubLayer(options, context);
            case QUEUE -> new QueueLayer(options, context, InstantSource.system());
        };
    }
}
