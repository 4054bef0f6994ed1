package ee.channels.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.memory.LocalLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisOptionsTest {

    private static LayerConfig config(String url, String... pairs) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            options.put(pairs[i], pairs[i + 1]);
        }
        return LayerConfig.of("default", url, options);
    }

    private static RedisOptions of(String url, String... pairs) {
        return RedisOptions.of(config(url, pairs));
    }

    @Test
    void nothing_but_the_url_needs_to_be_said() {
        RedisOptions options = of("redis://h");

        assertThat(options.alias()).isEqualTo("default");
        assertThat(options.mode()).isEqualTo(RedisOptions.Mode.PUBSUB);
        assertThat(options.credentials()).isEqualTo(Credentials.NONE);
        assertThat(options.tls().enabled()).isFalse();
        assertThat(options.prefix()).isEqualTo("asgi");
        assertThat(options.format()).isEqualTo(new FormatOptions(FormatOptions.Kind.MSGPACK, List.of(), 1_500_000));
        assertThat(options.limits().capacities().of("a")).isEqualTo(100);
        assertThat(options.limits().expiry()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.limits().groupExpiry()).isEqualTo(Duration.ofDays(1));
        assertThat(options.limits().maxHeldChannels()).isEqualTo(10_000);
        assertThat(options.timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5)));
        assertThat(options.writer()).isEqualTo(new WriterOptions(1, 10_000));
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(options.reader()).isEqualTo(new ReaderOptions(Math.min(4, cores), 10_000, 64_000_000));
        assertThat(options.shardedPubSub()).isEqualTo(RedisOptions.ShardedPubSub.FALSE);
    }

    @Test
    void every_option_is_read(@TempDir Path directory) throws IOException {
        Path truststore = Files.createFile(directory.resolve("trust.p12"));
        LayerConfig config = config(
                "redis-cluster://h",
                "mode",
                "queue",
                "prefix",
                "{shop}*",
                "format",
                "json",
                "encryption-keys",
                " new   old ",
                "max-message",
                "1",
                "user",
                "u",
                "password",
                "p",
                "tls",
                "true",
                "tls-verify",
                "true",
                "truststore",
                truststore.toString(),
                "truststore-password",
                "t",
                "capacity",
                "2",
                "channel-capacity",
                "tiny*=1",
                "expiry",
                "3s",
                "group-expiry",
                "4h",
                "max-held-channels",
                "5",
                "connect-timeout",
                "6ms",
                "read-timeout",
                "7ms",
                "command-timeout",
                "8ms",
                "subscribe-timeout",
                "9ms",
                "answer-timeout",
                "10ms",
                "ping-interval",
                "11ms",
                "retry-min",
                "12ms",
                "retry-max",
                "13ms",
                "writers",
                "14",
                "max-queued",
                "15",
                "readers",
                "16",
                "backlog",
                "17",
                "backlog-bytes",
                "18",
                "sharded-pubsub",
                "true");
        RedisOptions options = RedisOptions.of(config);
        config.refuseUnknown();

        ChannelCapacities capacities = options.limits().capacities();
        assertThat(capacities.of("tiny1")).isEqualTo(1);
        assertThat(capacities.of("other")).isEqualTo(2);
        assertThat(options)
                .isEqualTo(new RedisOptions(
                        "default",
                        RedisOptions.Mode.QUEUE,
                        new Servers.Cluster(List.of(new Host("h", 6379))),
                        new Credentials(Optional.of(new Secret("u")), Optional.of(new Secret("p"))),
                        new TlsOptions(true, true, Optional.of(truststore), Optional.of(new Secret("t"))),
                        "{shop}*",
                        new FormatOptions(FormatOptions.Kind.JSON, List.of(new Secret("new"), new Secret("old")), 1),
                        new LocalLimits(capacities, Duration.ofSeconds(3), Duration.ofHours(4), 5),
                        new Timeouts(
                                Duration.ofMillis(6),
                                Duration.ofMillis(7),
                                Duration.ofMillis(8),
                                Duration.ofMillis(9),
                                Duration.ofMillis(10),
                                Duration.ofMillis(11),
                                Duration.ofMillis(12),
                                Duration.ofMillis(13)),
                        new WriterOptions(14, 15),
                        new ReaderOptions(16, 17, 18),
                        RedisOptions.ShardedPubSub.TRUE));
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "true, TRUE", "false, FALSE"})
    void a_cluster_shards_its_pub_sub_as_told(String told, RedisOptions.ShardedPubSub expected) {
        assertThat(of("redis-cluster://h", "sharded-pubsub", told).shardedPubSub())
                .isEqualTo(expected);
    }

    @Test
    void a_cluster_finds_out_for_itself_unless_told() {
        assertThat(of("redis-cluster://h").shardedPubSub()).isEqualTo(RedisOptions.ShardedPubSub.AUTO);
    }

    private static void refuses(String key, String value, String allowed, String url, String... pairs) {
        assertThatThrownBy(() -> of(url, pairs))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channels.layer.default." + key + " = \"" + value + "\" is refused")
                .hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a!", "ä", "a\nb"})
    void a_prefix_that_names_could_be_confused_with_is_refused(String prefix) {
        refuses("prefix", prefix, "1 to 64 visible ASCII characters", "redis://h", "prefix", prefix);
    }

    @Test
    void a_prefix_has_an_end() {
        assertThat(of("redis://h", "prefix", "x".repeat(64)).prefix()).hasSize(64);
        refuses("prefix", "x".repeat(65), "1 to 64", "redis://h", "prefix", "x".repeat(65));
    }

    @Test
    void the_longest_wait_is_not_shorter_than_the_shortest() {
        refuses("retry-max", "1s", "from 2s to", "redis://h", "retry-min", "2s", "retry-max", "1s");
        assertThat(of("redis://h", "retry-min", "1m").timeouts().retryMax()).isEqualTo(Duration.ofMinutes(1));
        assertThat(of("redis://h", "retry-min", "2s", "retry-max", "2s")
                        .timeouts()
                        .retryMax())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "password", "encryption-keys", "truststore-password"})
    void an_empty_secret_is_an_accident(String key) {
        refuses(key, "***", "", "rediss://h", key, " ");
    }

    @Test
    void a_user_of_sentinels_has_a_password() {
        refuses(
                "sentinel-user",
                "***",
                "together with sentinel-password",
                "redis-sentinel://h/m",
                "sentinel-user",
                "u");
    }

    @Test
    void options_of_tls_need_tls(@TempDir Path directory) throws IOException {
        String file = Files.createFile(directory.resolve("trust.p12")).toString();
        refuses("tls-verify", "false", "the scheme rediss", "redis://h", "tls-verify", "false");
        refuses("truststore", file, "the scheme rediss", "redis://h", "truststore", file);
        refuses("tls-verify", "true", "tls=true", "redis-cluster://h", "tls-verify", "true");
        refuses("truststore", file, "tls=true", "redis-sentinel://h/m", "truststore", file);
        refuses("truststore", file, "tls-verify is true", "rediss://h", "truststore", file, "tls-verify", "false");
        refuses("truststore-password", "***", "with truststore", "rediss://h", "truststore-password", "p");
        assertThat(of("rediss://h", "tls-verify", "false").tls().verify()).isFalse();
    }

    @Test
    void a_truststore_is_a_file_that_is_there(@TempDir Path directory) {
        refuses("truststore", "" + directory, "a file that can be read", "rediss://h", "truststore", "" + directory);
        String absent = directory.resolve("absent").toString();
        refuses("truststore", absent, "a file that can be read", "rediss://h", "truststore", absent);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h, sentinel-user",
        "redis://h, sentinel-password",
        "redis://h, tls",
        "rediss://h, tls",
        "redis://h, sharded-pubsub",
        "redis-sentinel://h/m, sharded-pubsub",
        "redis-cluster://h, sentinel-password",
        "redis://h, hosts",
    })
    void an_option_of_another_scheme_is_none(String url, String key) {
        LayerConfig config = config(url, key, "true");
        assertThat(RedisOptions.of(config)).isNotNull();
        assertThatThrownBy(config::refuseUnknown)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channels.layer.default." + key)
                .hasMessageContaining(" is no setting");
    }

    @Test
    void no_secret_is_in_any_text() {
        LayerConfig config = config(
                "redis-sentinel://hunter2u:hunter2p@h/m",
                "encryption-keys",
                "hunter2k hunter2l",
                "sentinel-user",
                "hunter2s",
                "sentinel-password",
                "hunter2t",
                "tls",
                "true");
        RedisOptions options = RedisOptions.of(config);
        assertThat(List.of(
                        options,
                        options.servers(),
                        options.credentials(),
                        options.format(),
                        options.format().encryptionKeys(),
                        options.tls(),
                        config))
                .noneMatch(text -> text.toString().contains("hunter2"))
                .anyMatch(text -> text.toString().contains("***"));
        assertThat(options.credentials().password().orElseThrow().reveal()).isEqualTo("hunter2p");
    }

    @Test
    void no_secret_is_in_a_refusal_whatever_is_refused() {
        for (String url : List.of(
                "redis://u:hunter2@h:x",
                "redis://u:hunter2@h/x",
                "redis://u:hunter2@@h",
                "redis://u:hunter2%zz@h",
                "redis://u:hunter2/h",
                "redis://:hunter2/0",
                "redis-sentinel://u:hunter2@h",
                "redis-cluster://u:hunter2@h/1",
                "redis://hunter2@h",
                "redis://u:hunter2@h?prefix=!",
                "redis://u:hunter2@h?mode=x",
                "redis://h?user=hunter2",
                "redis://h?password=hunter2&writers=0",
                "rediss://h?truststore-password=hunter2",
                "redis://h?truststore-password=hunter2",
                "redis-sentinel://h/m?sentinel-user=hunter2",
                "redis://h?encryption-keys=hunter2&format=x")) {
            assertThatThrownBy(() -> of(url))
                    .isInstanceOf(ConfigurationException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void an_unknown_option_beside_secrets_names_none() {
        LayerConfig config = config("redis://u:hunter2@h", "password", "hunter2", "pasword", "hunter2");
        assertThat(RedisOptions.of(config)).isNotNull();
        assertThatThrownBy(config::refuseUnknown).hasMessageContaining("pasword");
    }
}
