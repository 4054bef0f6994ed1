package ee.channels.redis.wire;

import java.util.List;

/**
 * Which channels of the receiving process an entry of a shared queue is for: the value of {@code __asgi_channel__}.
 *
 * <p>Immutable.
 */
public sealed interface Address {
    /** No address. */
    Address NONE = new None();

    /** No address: the key of the queue, or the name that was published to, says it all. */
    record None() implements Address {}

    /** One channel, a text on the wire: what {@code send} to a process-local channel writes. */
    record One(String channel) implements Address {}

    /** Channels that share a queue, a list on the wire: what {@code group_send} writes, for a single member too. */
    record Many(List<String> channels) implements Address {

        /** Keeps a copy. */
        public Many {
            channels = List.copyOf(channels);
        }
    }
}
