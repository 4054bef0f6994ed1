package ee.channels.redis.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Json;
import ee.channels.message.Message;
import ee.channels.redis.config.FormatOptions.Kind;
import ee.channels.redis.config.RedisOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What channels_redis' own test_serializers asserts, under its names. Its registry of further serializers has no
 * counterpart: all peers must agree, and there are two. Nor do other lengths of the random prefix than 12 (queues) and
 * none (pub/sub).
 */
class SerializersTest {
    private static final byte[] MSGPACK = Reference.bytes("83a161c3a162c0a16381a16490");
    private static final byte[] JSON = "{\"a\": true, \"b\": null, \"c\": {\"d\": []}}".getBytes(US_ASCII);

    private static Map<String, Object> vector() {
        Map<String, Object> vector = new LinkedHashMap<>();
        vector.put("a", true);
        vector.put("b", null);
        vector.put("c", Map.of("d", List.of()));
        return vector;
    }

    static Stream<Arguments> formats() {
        return Stream.of(Arguments.of("msgpack", new MsgPack(), MSGPACK), Arguments.of("json", new JsonText(), JSON));
    }

    @Test
    void raise_error_for_unregistered_serializer() {
        assertThatThrownBy(() -> RedisOptions.of(LayerConfig.of("default", "redis://h?format=pickle", Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.format = \"pickle\"")
                .hasMessageContaining("msgpack, json");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void serialize(String name, Serialization serialization, byte[] expected) {
        byte[] payload = serialization.encode(vector());
        byte[] framed = new QueueFrame().frame(payload);

        if (name.equals("json")) {
            assertThat(Json.readTree(new String(payload, US_ASCII))).isEqualTo(vector());
        } else {
            assertThat(payload).isEqualTo(expected);
        }
        assertThat(framed).hasSize(12 + payload.length).endsWith(payload);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void deserialize(String name, Serialization serialization, byte[] payload) {
        byte[] framed = Stream.of(
                        "Q\\xd7".getBytes(US_ASCII), "12345678".substring(1).getBytes(US_ASCII), payload)
                .collect(java.io.ByteArrayOutputStream::new, (out, part) -> out.writeBytes(part), (a, b) -> {})
                .toByteArray();

        assertThat(serialization.decode(payload)).isEqualTo(vector());
        assertThat(serialization.decode(QueueFrame.payload(framed))).isEqualTo(vector());
    }

    @ParameterizedTest
    @EnumSource
    void serialization_encrypted(Kind kind) {
        PayloadFormat format = PayloadFormatTest.format(kind, "a-test-key");
        String secret = "not to be read"; // with spaces, which no token has by chance
        Message message = Message.of("hi").with("a", true).with("b", secret).with("c", Map.of("d", List.of()));
        byte[] payload = format.encode(message, Address.NONE);

        assertThat(payload).isNotEqualTo(PayloadFormatTest.format(kind).encode(message, Address.NONE));
        assertThat(new String(payload, US_ASCII)).startsWith("gAAAAA").doesNotContain(secret);
        assertThat(format.decode(payload).message()).isEqualTo(message);
    }
}
