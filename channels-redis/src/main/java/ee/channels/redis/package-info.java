/**
 * The channel layer over Redis, wire-compatible with channels_redis 4.3: its provider, found by
 * {@link java.util.ServiceLoader} through the schemes {@code redis}, {@code rediss}, {@code redis-sentinel} and
 * {@code redis-cluster}.
 *
 * <p>Nobody imports this; start reading at the provider. It sees layer and message of core, and no socket.
 */
@NullMarked
package ee.channels.redis;

import org.jspecify.annotations.NullMarked;
