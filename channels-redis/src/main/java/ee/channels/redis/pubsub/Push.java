package ee.channels.redis.pubsub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import redis.clients.jedis.exceptions.JedisConnectionException;

/** What kind of thing Redis sends to a subscriber, by its first word. */
enum Push {
    /** A message to a name: {@code message name payload}. */
    MESSAGE,
    /** A message to a name that matches a pattern: {@code pmessage pattern name payload}. */
    PATTERN_MESSAGE,
    /** A name or pattern is subscribed to, or not any more: {@code subscribe name count}. */
    ANSWER,
    /** The answer to a ping. */
    PONG;

    static Push of(byte[] word) {
        return switch (new String(word, US_ASCII)) {
            case "message", "smessage" -> MESSAGE;
            case "pmessage" -> PATTERN_MESSAGE;
            case "subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe" -> ANSWER;
            case "pong" -> PONG;
            default -> throw new JedisConnectionException("Redis has sent what no subscriber expects");
        };
    }
}
