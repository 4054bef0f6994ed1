package ee.channels.redis.config;

/**
 * Who hands over what was received.
 *
 * <p>Immutable.
 *
 * @param lanes threads, to which names are assigned by hash
 * @param backlog messages that may wait for each of them; more are dropped
 * @param backlogBytes bytes of these
 */
public record ReaderOptions(int lanes, int backlog, int backlogBytes) {}
