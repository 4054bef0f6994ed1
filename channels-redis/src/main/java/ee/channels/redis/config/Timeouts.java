package ee.channels.redis.config;

import java.time.Duration;

/**
 * How long what may take.
 *
 * <p>Immutable.
 *
 * @param connect until a connection is open
 * @param read until bytes come that are expected
 * @param command until a command is answered, waiting included; core's limit of every call
 * @param subscribe how long a join waits for its subscription to be confirmed
 * @param answer how long an answer of the subscriber's may be overdue before Redis is regarded as away
 * @param pingInterval silence before the subscriber asks whether the connection still lives
 * @param retryMin the wait before the second attempt to connect
 * @param retryMax what that wait grows to; not less than retryMin
 */
public record Timeouts(
        Duration connect,
        Duration read,
        Duration command,
        Duration subscribe,
        Duration answer,
        Duration pingInterval,
        Duration retryMin,
        Duration retryMax) {}
