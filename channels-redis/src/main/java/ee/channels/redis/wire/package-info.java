/**
 * What the bytes in Redis mean: msgpack and JSON, the reserved key {@code __asgi_channel__}, encryption, the frame of a
 * queue entry, and the hash that shards names.
 *
 * <p>Knows messages and bytes, no connection. Everybody in this module may come in.
 */
@NullMarked
package ee.channels.redis.wire;

import org.jspecify.annotations.NullMarked;
