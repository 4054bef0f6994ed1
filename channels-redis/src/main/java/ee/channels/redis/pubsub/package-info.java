/**
 * The layer on Redis pub/sub, mode {@code pubsub}: one subscription per group and server, one PUBLISH per message,
 * local fan-out.
 *
 * <p>Only the provider comes in.
 */
@NullMarked
package ee.channels.redis.pubsub;

import org.jspecify.annotations.NullMarked;
