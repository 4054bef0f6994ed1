package ee.channels.runtime;

import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions;
import java.time.Duration;

/**
 * The bounds of one application.
 *
 * <p>Immutable.
 *
 * @param connection what every connection begins with
 * @param engineThreads how many of the server's threads may be inside handlers, or wait for one, at once. 1 to 100,000,
 *     default a quarter of the server's
 * @param handshakeThreads how many of the server's threads may be inside {@code connect()} at once; further handshakes
 *     wait {@link #handshakePatience} and are then answered with 503. 1 to 100,000, default half of the server's
 * @param handshakePatience how long a handshake waits for its turn. Default 250 ms
 * @param drainTimeout how long the end of the application waits for its connections to end. Default 10 s
 */
public record RuntimeOptions(
        ConnectionOptions connection,
        int engineThreads,
        int handshakeThreads,
        Duration handshakePatience,
        Duration drainTimeout) {

    private static final int MAX_THREADS = 100_000;

    /**
     * Checks every value.
     *
     * @throws ConfigurationException naming the value that is out of its range
     */
    public RuntimeOptions {
        range("engine-threads", engineThreads);
        range("handshake-threads", handshakeThreads);
        range("handshake-patience", handshakePatience);
        range("drain-timeout", drainTimeout);
    }

    /** The defaults on a server with so many threads for requests. */
    public static RuntimeOptions forServerThreads(int serverThreads) {
        return new RuntimeOptions(
                ConnectionOptions.defaults(),
                Math.max(1, serverThreads / 4),
                Math.max(1, serverThreads / 2),
                Duration.ofMillis(250),
                Duration.ofSeconds(10));
    }

    private static void range(String key, int value) {
        if (value < 1 || value > MAX_THREADS) {
            throw ConfigurationException.refused(key, Integer.toString(value), "1 to " + MAX_THREADS);
        }
    }

    private static void range(String key, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofHours(1)) > 0) {
            throw ConfigurationException.refused(key, value.toString(), "zero to one hour");
        }
    }
}
