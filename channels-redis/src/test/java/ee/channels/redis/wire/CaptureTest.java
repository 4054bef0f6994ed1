package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.message.Message;
import ee.channels.redis.config.FormatOptions.Kind;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every payload that channels_redis 4.3 was seen to send, both ways. */
class CaptureTest {
    private static final String KEY = "s3cret";

    static Stream<Map<String, Object>> payloads() {
        return Reference.PAYLOADS.stream().filter(CaptureTest::hasType);
    }

    private static boolean hasType(Map<String, Object> payload) {
        return Reference.message(payload).containsKey("type");
    }

    private static PayloadFormat format(Map<String, Object> payload) {
        Kind kind = Kind.valueOf(((String) payload.get("format")).toUpperCase(Locale.ROOT));
        return (Boolean) payload.get("encrypted")
                ? PayloadFormatTest.format(kind, KEY)
                : PayloadFormatTest.format(kind);
    }

    private static byte[] unframed(Map<String, Object> payload) {
        byte[] bytes = Reference.bytes(payload.get("hex"));
        return (Boolean) payload.get("framed") ? QueueFrame.payload(bytes) : bytes;
    }

    private static Parcel parcel(Map<String, Object> payload) {
        Map<String, Object> fields = Reference.message(payload);
        Object address = fields.remove("__asgi_channel__");
        Message message = Message.of((String) fields.remove("type"), fields);
        if (address == null) {
            return new Parcel(message, Address.NONE);
        }
        return new Parcel(
                message,
                address instanceof String channel
                        ? new Address.One(channel)
                        : new Address.Many(Reference.list(address).stream()
                                .map(String.class::cast)
                                .toList()));
    }

    @Test
    void there_are_payloads_of_every_kind() {
        assertThat(Reference.PAYLOADS).hasSize(16);
        assertThat(payloads().map(payload -> payload.get("step")))
                .contains("A5", "A9", "A24", "A25", "A30", "B6", "B17");
    }

    @Test
    void the_one_without_a_type_is_none_of_our_messages_though_its_bytes_agree() {
        List<Map<String, Object>> without =
                Reference.PAYLOADS.stream().filter(payload -> !hasType(payload)).toList();
        assertThat(without).hasSize(1);
        byte[] bytes = unframed(without.get(0));
        assertThat(new MsgPack().decode(bytes)).isEqualTo(Reference.message(without.get(0)));
        assertThat(new MsgPack().encode(Reference.message(without.get(0)))).isEqualTo(bytes);
        assertThatThrownBy(() -> format(without.get(0)).decode(bytes))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.NO_TYPE));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void what_python_sent_is_read(Map<String, Object> payload) {
        assertThat(format(payload).decode(unframed(payload))).isEqualTo(parcel(payload));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void the_same_message_becomes_the_same_bytes(Map<String, Object> payload) {
        Parcel parcel = parcel(payload);
        byte[] expected = unframed(payload);
        if ((Boolean) payload.get("encrypted")) {
            byte[] clear = PayloadFormatTest.format(Kind.MSGPACK).encode(parcel.message(), parcel.address());
            byte[] token = Base64.getUrlDecoder().decode(expected);
            assertThat(ByteBuffer.wrap(token).getLong(1)).isEqualTo(payload.get("time"));
            assertThat(new Fernet(List.of(KEY), Optional.empty(), InstantSource.system())
                            .encrypt(clear, (Long) payload.get("time"), Arrays.copyOfRange(token, 9, 25)))
                    .isEqualTo(expected);
        } else if (payload.get("format").equals("msgpack")) {
            assertThat(Reference.hex(format(payload).encode(parcel.message(), parcel.address())))
                    .isEqualTo(Reference.hex(expected));
        } else {
            // JSON: an equal value, escaped alike; spacing is not part of it.
            String text = new String(format(payload).encode(parcel.message(), parcel.address()));
            assertThat(text).isEqualTo(new String(expected).replace(": ", ":").replace(", ", ","));
        }
    }
}
