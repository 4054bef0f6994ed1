package ee.channels.layer.memory;

/**
 * What became of one message at one channel.
 *
 * <p>Immutable.
 */
public enum Outcome {
    /** The subscriber took it. */
    DELIVERED,
    /** It waits for a subscriber of the named channel. */
    HELD,
    /** The channel, or its subscriber, holds its capacity. */
    FULL,
    /** The channel has no subscriber, and {@code max-held-channels} others hold messages already. */
    TOO_MANY_HELD,
    /** The channel is one of a process or connection that is gone. */
    GONE,
    /** The subscriber threw. */
    FAILED
}
