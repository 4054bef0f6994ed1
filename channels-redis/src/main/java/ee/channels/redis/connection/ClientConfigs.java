package ee.channels.redis.connection;

import ee.channels.redis.config.Credentials;
import ee.channels.redis.config.Host;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.config.Secret;
import ee.channels.redis.config.TlsOptions;
import java.time.Duration;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** The layer's options as Jedis takes them. */
final class ClientConfigs {
    private ClientConfigs() {}

    /** As whom, how patiently and how safely to talk to the servers that hold a database. */
    static JedisClientConfig of(RedisOptions options, int database) {
        return builder(options, options.credentials()).database(database).build();
    }

    /** The same for the sentinels. */
    static JedisClientConfig forSentinels(RedisOptions options, Credentials credentials) {
        return builder(options, credentials).build();
    }

    private static DefaultJedisClientConfig.Builder builder(RedisOptions options, Credentials credentials) {
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                // RESP2: in RESP3 pushes come between replies, and old servers do not know it.
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(millis(options.timeouts().connect()))
                .socketTimeoutMillis(millis(readTimeout(options)))
                .user(credentials.user().map(Secret::reveal).orElse(null))
                .password(credentials.password().map(Secret::reveal).orElse(null));
        if (options.tls().enabled()) {
            builder.sslOptions(ssl(options.tls()));
        }
        return builder;
    }

    /** No reply is worth waiting for longer than the command that it is for. */
    static Duration readTimeout(RedisOptions options) {
        Duration read = options.timeouts().read();
        Duration command = options.timeouts().command();
        return read.compareTo(command) < 0 ? read : command;
    }

    private static SslOptions ssl(TlsOptions tls) {
        SslOptions.Builder builder =
                SslOptions.builder().sslVerifyMode(tls.verify() ? SslVerifyMode.FULL : SslVerifyMode.INSECURE);
        tls.truststore()
                .ifPresent(path -> builder.truststore(
                        path.toFile(),
                        tls.truststorePassword()
                                .map(secret -> secret.reveal().toCharArray())
                                .orElse(null)));
        return builder.build();
    }

    static HostAndPort address(Host host) {
        return new HostAndPort(host.name(), host.port());
    }

    static int millis(Duration duration) {
        // 0 would be for ever.
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }
}
