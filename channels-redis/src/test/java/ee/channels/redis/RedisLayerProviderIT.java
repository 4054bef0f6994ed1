package ee.channels.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ee.channels.CapturedLog;
import ee.channels.Ticker;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.message.Message;
import ee.channels.redis.wire.Faults;
import ee.channels.testing.LayerReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;

/** Layers as applications get them: by their URL, each application with its own. */
class RedisLayerProviderIT {
    private static final String PASSWORD = "p@ss/wörd+ :,?";
    private static final String ENCODED = "p%40ss%2Fw%C3%B6rd%2B%20%3A%2C%3F";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final RedisServers servers = new RedisServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private RedisServers.Server withPassword() {
        return servers.start(DefaultJedisClientConfig.builder().password(PASSWORD), "--requirepass", PASSWORD);
    }

    private static ChannelLayers application(String url) {
        return new ChannelLayers(List.of(LayerConfig.of("default", url, Map.of())), Ticker.system());
    }

    @ParameterizedTest
    @CsvSource({
        "pubsub, msgpack, ''",
        "pubsub, json, ''",
        "queue, msgpack, ''",
        "queue, json, ''",
        "pubsub, msgpack, &encryption-keys=new%20old",
        "queue, json, &encryption-keys=new%20old",
    })
    void a_group_spans_two_applications_with_one_url(String mode, String format, String more) {
        String address = "127.0.0.1:" + withPassword().port();
        String url = "redis://:" + ENCODED + "@" + address + "/0," + address + "/3?prefix=shop&mode=" + mode
                + "&format=" + format + more;
        try (ChannelLayers one = application(url);
                ChannelLayers other = application(url);
                LayerReceiver here = LayerReceiver.of(one).deadline(DEADLINE).join("room");
                LayerReceiver there = LayerReceiver.of(other).deadline(DEADLINE).join("room")) {
            Message message = Message.of("chat.message")
                    .with("text", "héllo")
                    .with("n", 1.0)
                    .with("none", null);
            ChannelLayer layer = one.layer("default");

            layer.groupSend("room", message);
            assertThat(here.receive()).isEqualTo(message);
            assertThat(there.receive()).isEqualTo(message);

            layer.send(there.channel(), message.with("n", 2));
            assertThat(there.receive()).isEqualTo(message.with("n", 2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub", "queue"})
    void a_wrong_password_stops_nobody_from_starting_and_is_nowhere_to_be_read(String mode) {
        String url = "redis://bob:hunter2@127.0.0.1:" + withPassword().port() + "?mode=" + mode;
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger ours = Logger.getLogger("ee.channels.redis");
        Handler recorder = recorder(logged);
        ours.addHandler(recorder);
        try (ChannelLayers application = application(url)) {
            assertThatThrownBy(() -> application.layer("default").groupSend("room", Message.of("hi")))
                    .isInstanceOf(ChannelLayerUnavailableException.class)
                    .satisfies(e -> {
                        for (Throwable at = e; at != null; at = at.getCause()) {
                            assertThat(at.toString()).doesNotContain("hunter2");
                        }
                    });
            await().atMost(DEADLINE).until(() -> !logged.isEmpty());
        } finally {
            ours.removeHandler(recorder);
        }
        assertThat(logged).noneMatch(line -> line.contains("hunter2"));
    }

    private static Handler recorder(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(new SimpleFormatter().format(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    /** The layer goes on, whatever a stranger publishes. */
    @Test
    void what_is_no_message_is_counted_and_the_next_one_arrives() {
        RedisServers.Server server = servers.start();
        try (CapturedLog log = new CapturedLog(Faults.class);
                ChannelLayers application = application("redis://127.0.0.1:" + server.port());
                LayerReceiver reader =
                        LayerReceiver.of(application).deadline(DEADLINE).join("room")) {
            byte[] group = "asgi__group__room".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            try (var client = server.client()) {
                for (int i = 0; i < 3; i++) {
                    client.publish(group, new byte[] {(byte) 0xc1});
                    client.publish(group, new byte[0]);
                }
            }
            application.layer("default").groupSend("room", Message.of("hi"));

            assertThat(reader.receive()).isEqualTo(Message.of("hi"));
            await().atMost(DEADLINE).until(() -> application.counters("default").get(Kind.MALFORMED) == 6);
            assertThat(log.lines()).hasSize(2);
        }
    }
}
