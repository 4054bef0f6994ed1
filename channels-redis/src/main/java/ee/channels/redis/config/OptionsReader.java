package ee.channels.redis.config;

import ee.channels.layer.LayerConfig;
import ee.channels.layer.memory.LocalLimits;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes every option of a Redis layer from its configuration. Confined to the thread that reads. */
final class OptionsReader {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MAX_COUNT = 10_000_000;
    private static final int MAX_BYTES = 2_000_000_000;
    /** Redis takes no value beyond 512 MiB; this leaves room for encryption. */
    private static final int MAX_MESSAGE = 300_000_000;

    private static final Pattern PREFIX = Pattern.compile("[\\x21-\\x7e&&[^!]]{1,64}");

    private final LayerConfig config;
    private final LayerUrl url;

    OptionsReader(LayerConfig config) {
        this.config = config;
        this.url = LayerUrl.of(config);
    }

    RedisOptions read() {
        return new RedisOptions(
                config.alias(),
                config.choice("mode", "pubsub", "pubsub", "queue").equals("queue")
                        ? RedisOptions.Mode.QUEUE
                        : RedisOptions.Mode.PUBSUB,
                url.servers(url.isSentinel() ? credentials("sentinel-", Credentials.NONE) : Credentials.NONE),
                credentials("", url.credentials()),
                tls(),
                prefix(),
                format(),
                LocalLimits.of(config),
                timeouts(),
                new WriterOptions(
                        config.integer("writers", 1, 1, 16), config.integer("max-queued", 10_000, 1, MAX_COUNT)),
                reader(),
                shardedPubSub());
    }

    /** What stands beside the URL wins. */
    private Credentials credentials(String prefix, Credentials ofUrl) {
        Optional<Secret> user = secret(prefix + "user").or(ofUrl::user);
        Optional<Secret> password = secret(prefix + "password").or(ofUrl::password);
        if (user.isPresent() && password.isEmpty()) {
            throw config.refused(prefix + "user", "a user together with " + prefix + "password");
        }
        return new Credentials(user, password);
    }

    private Optional<Secret> secret(String key) {
        return config.string(key).map(text -> {
            if (text.isEmpty()) {
                throw config.refused(key, "a text that is not empty, or no such option");
            }
            return new Secret(text);
        });
    }

    private TlsOptions tls() {
        boolean enabled = url.isTls() || (!url.isFixed() && config.bool("tls", false));
        boolean verify = config.bool("tls-verify", true);
        Optional<Path> truststore = config.string("truststore").map(this::readable);
        Optional<Secret> password = secret("truststore-password");
        if (!enabled) {
            String how = url.isFixed() ? "the scheme rediss" : "tls=true";
            Stream.of("tls-verify", "truststore", "truststore-password")
                    .filter(key -> config.string(key).isPresent())
                    .forEach(key -> {
                        throw config.refused(key, "this option only together with " + how);
                    });
        }
        if (truststore.isPresent() && !verify) {
            throw config.refused("truststore", "this option only where tls-verify is true");
        }
        if (password.isPresent() && truststore.isEmpty()) {
            throw config.refused("truststore-password", "this option only together with truststore");
        }
        return new TlsOptions(enabled, verify, truststore, password);
    }

    private Path readable(String text) {
        try {
            Path path = Path.of(text);
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Refused like a file that is not there.
        }
        throw config.refused("truststore", "the path of a file that can be read");
    }

    private String prefix() {
        String prefix = config.string("prefix", "asgi");
        if (!PREFIX.matcher(prefix).matches()) {
            throw config.refused("prefix", "1 to 64 visible ASCII characters, none of them an exclamation mark");
        }
        return prefix;
    }

    private FormatOptions format() {
        FormatOptions.Kind kind =
                config.choice("format", "msgpack", "msgpack", "json").equals("json")
                        ? FormatOptions.Kind.JSON
                        : FormatOptions.Kind.MSGPACK;
        return new FormatOptions(kind, encryptionKeys(), config.integer("max-message", 1_500_000, 1, MAX_MESSAGE));
    }

    private List<Secret> encryptionKeys() {
        return config.string("encryption-keys")
                .map(text -> {
                    if (text.isEmpty()) {
                        // Whoever sets it means to encrypt: an empty one is an accident, and must not go unnoticed.
                        throw config.refused("encryption-keys", "one key or several, separated by spaces");
                    }
                    return Stream.of(text.split("\\s+")).map(Secret::new).toList();
                })
                .orElse(List.of());
    }

    private Timeouts timeouts() {
        Duration retryMin = time("retry-min", Duration.ofMillis(100));
        return new Timeouts(
                time("connect-timeout", Duration.ofSeconds(2)),
                time("read-timeout", Duration.ofSeconds(2)),
                time("command-timeout", Duration.ofSeconds(5)),
                time("subscribe-timeout", Duration.ofSeconds(2)),
                time("answer-timeout", Duration.ofMillis(500)),
                time("ping-interval", Duration.ofSeconds(5)),
                retryMin,
                config.duration("retry-max", longer(retryMin, Duration.ofSeconds(5)), retryMin, LONGEST));
    }

    private Duration time(String key, Duration fallback) {
        return config.duration(key, fallback, MOMENT, LONGEST);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private ReaderOptions reader() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new ReaderOptions(
                config.integer("readers", Math.min(4, cores), 1, 64),
                config.integer("backlog", 10_000, 1, MAX_COUNT),
                config.integer("backlog-bytes", 64_000_000, 1, MAX_BYTES));
    }

    private RedisOptions.ShardedPubSub shardedPubSub() {
        if (!url.isCluster()) {
            return RedisOptions.ShardedPubSub.FALSE;
        }
        return switch (config.choice("sharded-pubsub", "auto", "auto", "true", "false")) {
            case "true" -> RedisOptions.ShardedPubSub.TRUE;
            case "false" -> RedisOptions.ShardedPubSub.FALSE;
            default -> RedisOptions.ShardedPubSub.AUTO;
        };
    }
}
