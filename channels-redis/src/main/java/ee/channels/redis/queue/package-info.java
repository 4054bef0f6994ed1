/**
 * The layer on sorted sets, mode {@code queue}: messages wait in Redis for a reader, within capacity and expiry.
 *
 * <p>Only the provider comes in.
 */
@NullMarked
package ee.channels.redis.queue;

import org.jspecify.annotations.NullMarked;
