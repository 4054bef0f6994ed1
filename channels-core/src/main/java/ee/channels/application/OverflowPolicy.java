package ee.channels.application;

/**
 * What happens to a client that reads more slowly than it is sent to, once its outbound queue is full in messages or
 * bytes, or a message has waited for {@link ConnectionOptions#outboundAge()}. Whatever the policy, a write in flight
 * for longer than that closes the connection with 1013, and every dropped message is counted.
 *
 * <p>No Channels counterpart: the original queues without bound.
 *
 * <p>Immutable.
 */
public enum OverflowPolicy {
    /** The connection closes with 1013; what waited is dropped. The default: nobody reads on with a silent hole. */
    CLOSE,
    /** The oldest waiting messages make room: for feeds in which the newest counts. */
    DROP_OLDEST,
    /**
     * A message takes the place of a waiting one with the same {@link Frame#key()}, full queue or not: for states of
     * things. If the queue is full all the same, as {@link #DROP_OLDEST}.
     */
    COALESCE,
    /**
     * The sender waits for room, up to {@link ConnectionOptions#blockTimeout()}, then as {@link #CLOSE}: for producers
     * that may be slowed down. Other connections go on.
     */
    BLOCK
}
