package ee.channels.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.CapturedLog;
import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of layers over Redis where there is none. */
class RedisLayerProviderTest {

    /** An address where nobody listens. */
    private static String nowhere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static ChannelLayers layers(String url, Map<String, String> options) {
        return new ChannelLayers(List.of(LayerConfig.of("default", url, options)), Ticker.system());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("channels-redis-"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub", "queue"})
    void an_application_starts_while_redis_is_away_and_is_told_when_it_sends(String mode) throws IOException {
        Set<Thread> before = threads();
        try (ChannelLayers layers = layers("redis://" + nowhere(), Map.of("mode", mode))) {
            ChannelLayer layer = layers.layer("default");
            assertThatThrownBy(() -> layer.groupSend("room", Message.of("hi")))
                    .isInstanceOf(ChannelLayerUnavailableException.class);
        }
        assertThat(threads()).isSubsetOf(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"redis://h?no-such-option=1", "rediss://h?tls=true", "redis-sentinel://h", "redis-cluster://h/1"
            })
    void every_scheme_is_ours_and_a_mistake_stops_the_deployment_before_anything_runs(String url) {
        Set<Thread> before = threads();
        assertThatThrownBy(() -> layers(url, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channels.layer.default.");
        assertThat(threads()).isSubsetOf(before);
    }

    @ParameterizedTest
    @CsvSource({"'', pubsub", "?mode=queue, queue"})
    void the_log_names_the_layer_without_a_password(String query, String mode) throws IOException {
        String address = nowhere();
        try (CapturedLog log = new CapturedLog(RedisLayerProvider.class);
                ChannelLayers layers = layers("redis://:hunter2@" + address + query, Map.of())) {
            assertThat(log.lines())
                    .containsExactly("INFO Channels: layer default is redis://***@" + address + ", " + mode);
            assertThat(layers.aliases()).containsExactly("default");
        }
    }

    @Test
    void no_password_is_in_what_an_absent_redis_makes_of_it() throws IOException {
        try (ChannelLayers layers = layers("redis://ann:hunter2@" + nowhere(), Map.of("encryption-keys", "hunter2"))) {
            ChannelLayer layer = layers.layer("default");
            assertThatThrownBy(() -> layer.groupSend("room", Message.of("hi")))
                    .isInstanceOf(ChannelLayerUnavailableException.class)
                    .hasStackTraceContaining("ChannelLayerUnavailableException")
                    .satisfies(e -> {
                        for (Throwable at = e; at != null; at = at.getCause()) {
                            assertThat(at.toString()).doesNotContain("hunter2").doesNotContain("ann:");
                        }
                    });
            assertThat(layers.toString()).doesNotContain("hunter2");
        }
    }
}
