package ee.channels.redis.config;

/**
 * Who sends commands.
 *
 * <p>Immutable.
 *
 * @param connections to each server, with a thread each
 * @param maxQueued commands that may wait for each of them; more fail at once
 */
public record WriterOptions(int connections, int maxQueued) {}
