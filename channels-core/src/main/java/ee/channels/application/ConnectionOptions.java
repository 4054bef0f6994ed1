package ee.channels.application;

import ee.channels.ConfigurationException;
import java.time.Duration;

/**
 * The limits and settings of one connection: the application's defaults, as far as its route does not change them.
 *
 * <p>No Channels counterpart: the original leaves most of these unbounded.
 *
 * <p>Immutable.
 *
 * @param maxMessageSize largest incoming message in bytes; over it the connection closes with 1009. 1 to 2^30, default
 *     65,536
 * @param inboundMessages incoming messages that may wait for the consumer. 1 to 1,000,000, default 32
 * @param inboundBytes bytes of incoming messages that may wait; a single message always may. 1 to 2^30, default 262,144
 * @param inboundAge how long an incoming message may wait before the connection closes with 1008. Default 60 s
 * @param outboundMessages outgoing messages that may wait for the client. 1 to 1,000,000, default 1,000
 * @param outboundBytes bytes of outgoing messages that may wait; a single message always may. 1 to 2^30, default
 *     1,048,576
 * @param outboundAge how long an outgoing message may take to leave. A write in flight for longer closes the connection
 *     with 1013; a message that waits for longer does so too, or is dropped if the policy drops. Default 20 s
 * @param overflow what happens at the outbound limits. Default {@link OverflowPolicy#CLOSE}
 * @param blockTimeout how long {@link OverflowPolicy#BLOCK} blocks a sender. Default 5 s
 * @param openTimeout how long an accepted handshake may take to open. Default 10 s
 * @param pingInterval a connection that was silent for so long is sent a ping; after two rounds without an answer it
 *     closes. Zero for never; default 25 s
 * @param sessionEndCode the close code when the HTTP session ends. 1008 or 3000 to 4999, default 4401
 * @param channelLayer the alias of the channel layer that the connection uses. Default {@code default}
 * @param compression whether permessage-deflate may be negotiated. Default false
 */
public record ConnectionOptions(
        int maxMessageSize,
        int inboundMessages,
        int inboundBytes,
        Duration inboundAge,
        int outboundMessages,
        int outboundBytes,
        Duration outboundAge,
        OverflowPolicy overflow,
        Duration blockTimeout,
        Duration openTimeout,
        Duration pingInterval,
        int sessionEndCode,
        String channelLayer,
        boolean compression) {

    private static final int MAX_BYTES = 1 << 30;
    private static final int MAX_MESSAGES = 1_000_000;
    private static final Duration MAX_TIME = Duration.ofDays(1);

    private static final ConnectionOptions DEFAULTS = new ConnectionOptions(
            65_536,
            32,
            262_144,
            Duration.ofSeconds(60),
            1_000,
            1_048_576,
            Duration.ofSeconds(20),
            OverflowPolicy.CLOSE,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            4401,
            "default",
            false);

    /**
     * Checks every value.
     *
     * @throws ConfigurationException naming the value that is out of its range
     */
    public ConnectionOptions {
        range("max-message-size", maxMessageSize, MAX_BYTES);
        range("inbound-messages", inboundMessages, MAX_MESSAGES);
        range("inbound-bytes", inboundBytes, MAX_BYTES);
        range("inbound-age", inboundAge, false);
        range("outbound-messages", outboundMessages, MAX_MESSAGES);
        range("outbound-bytes", outboundBytes, MAX_BYTES);
        range("outbound-age", outboundAge, false);
        range("block-timeout", blockTimeout, false);
        range("open-timeout", openTimeout, false);
        range("ping-interval", pingInterval, true);
        if (sessionEndCode != 1008 && (sessionEndCode < 3000 || sessionEndCode > 4999)) {
            throw ConfigurationException.refused(
                    "session-end-code", Integer.toString(sessionEndCode), "1008, or 3000 to 4999");
        }
    }

    /** Every default. */
    public static ConnectionOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    private static void range(String key, int value, int max) {
        if (value < 1 || value > max) {
            throw ConfigurationException.refused(key, Integer.toString(value), "1 to " + max);
        }
    }

    private static void range(String key, Duration value, boolean zeroAllowed) {
        boolean tooShort = zeroAllowed ? value.isNegative() : value.isZero() || value.isNegative();
        if (tooShort || value.compareTo(MAX_TIME) > 0) {
            throw ConfigurationException.refused(
                    key, value.toString(), zeroAllowed ? "zero to one day" : "more than zero, at most one day");
        }
    }

    /**
     * Collects changes to a set of options.
     *
     * <p>Confined to one thread.
     */
    public static final class Builder {
        private int maxMessageSize;
        private int inboundMessages;
        private int inboundBytes;
        private Duration inboundAge;
        private int outboundMessages;
        private int outboundBytes;
        private Duration outboundAge;
        private OverflowPolicy overflow;
        private Duration blockTimeout;
        private Duration openTimeout;
        private Duration pingInterval;
        private int sessionEndCode;
        private String channelLayer;
        private boolean compression;

        private Builder(ConnectionOptions from) {
            maxMessageSize = from.maxMessageSize;
            inboundMessages = from.inboundMessages;
            inboundBytes = from.inboundBytes;
            inboundAge = from.inboundAge;
            outboundMessages = from.outboundMessages;
            outboundBytes = from.outboundBytes;
            outboundAge = from.outboundAge;
            overflow = from.overflow;
            blockTimeout = from.blockTimeout;
            openTimeout = from.openTimeout;
            pingInterval = from.pingInterval;
            sessionEndCode = from.sessionEndCode;
            channelLayer = from.channelLayer;
            compression = from.compression;
        }

        /** See {@link ConnectionOptions#maxMessageSize()}. */
        public Builder maxMessageSize(int bytes) {
            maxMessageSize = bytes;
            return this;
        }

        /** See {@link ConnectionOptions#inboundMessages()}. */
        public Builder inboundMessages(int messages) {
            inboundMessages = messages;
            return this;
        }

        /** See {@link ConnectionOptions#inboundBytes()}. */
        public Builder inboundBytes(int bytes) {
            inboundBytes = bytes;
            return this;
        }

        /** See {@link ConnectionOptions#inboundAge()}. */
        public Builder inboundAge(Duration age) {
            inboundAge = age;
            return this;
        }

        /** See {@link ConnectionOptions#outboundMessages()}. */
        public Builder outboundMessages(int messages) {
            outboundMessages = messages;
            return this;
        }

        /** See {@link ConnectionOptions#outboundBytes()}. */
        public Builder outboundBytes(int bytes) {
            outboundBytes = bytes;
            return this;
        }

        /** See {@link ConnectionOptions#outboundAge()}. */
        public Builder outboundAge(Duration age) {
            outboundAge = age;
            return this;
        }

        /** See {@link ConnectionOptions#overflow()}. */
        public Builder overflow(OverflowPolicy policy) {
            overflow = policy;
            return this;
        }

        /** See {@link ConnectionOptions#blockTimeout()}. */
        public Builder blockTimeout(Duration timeout) {
            blockTimeout = timeout;
            return this;
        }

        /** See {@link ConnectionOptions#openTimeout()}. */
        public Builder openTimeout(Duration timeout) {
            openTimeout = timeout;
            return this;
        }

        /** See {@link ConnectionOptions#pingInterval()}. */
        public Builder pingInterval(Duration interval) {
            pingInterval = interval;
            return this;
        }

        /** See {@link ConnectionOptions#sessionEndCode()}. */
        public Builder sessionEndCode(int code) {
            sessionEndCode = code;
            return this;
        }

        /** See {@link ConnectionOptions#channelLayer()}. */
        public Builder channelLayer(String alias) {
            channelLayer = alias;
            return this;
        }

        /** See {@link ConnectionOptions#compression()}. */
        public Builder compression(boolean allowed) {
            compression = allowed;
            return this;
        }

        /**
         * The options.
         *
         * @throws ConfigurationException naming the value that is out of its range
         */
        public ConnectionOptions build() {
            return new ConnectionOptions(
                    maxMessageSize,
                    inboundMessages,
                    inboundBytes,
                    inboundAge,
                    outboundMessages,
                    outboundBytes,
                    outboundAge,
                    overflow,
                    blockTimeout,
                    openTimeout,
                    pingInterval,
                    sessionEndCode,
                    channelLayer,
                    compression);
        }
    }
}
