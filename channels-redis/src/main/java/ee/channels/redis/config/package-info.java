/**
 * What a Redis layer was told: hosts, credentials, limits and time-outs, read from a
 * {@link ee.channels.layer.LayerConfig} and checked.
 *
 * <p>Values only. Everybody in this module may come in.
 */
@NullMarked
package ee.channels.redis.config;

import org.jspecify.annotations.NullMarked;
