package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.layer.MessageTooLargeException;
import ee.channels.message.Message;
import ee.channels.message.MessageFieldException;
import ee.channels.redis.config.FormatOptions;
import ee.channels.redis.config.FormatOptions.Kind;
import ee.channels.redis.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFormatTest {
    private static final int LIMIT = 1_500_000;
    private static final String NAME = "specific.0123456789abcdef0123456789abcdef!fedcba9876543210fedcba9876543210";

    static PayloadFormat format(Kind kind, String... keys) {
        return format(kind, LIMIT, keys);
    }

    private static PayloadFormat format(Kind kind, int limit, String... keys) {
        List<Secret> secrets = Stream.of(keys).map(Secret::new).toList();
        return new PayloadFormat(new FormatOptions(kind, secrets, limit), Optional.empty(), InstantSource.system());
    }

    static List<PayloadFormat> formats() {
        return List.of(format(Kind.MSGPACK), format(Kind.JSON), format(Kind.MSGPACK, "k", "l"), format(Kind.JSON, "k"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_message_with_its_address_comes_back_equal(PayloadFormat format) {
        Message message = Message.of("chat.message")
                .with("text", "héllo € 😀")
                .with("n", Long.MIN_VALUE)
                .with("max", Long.MAX_VALUE)
                .with("f", -0.0)
                .with("none", null)
                .with("list", List.of(1, "x", Map.of("k", true)))
                .with("", "empty key");
        for (Address address : List.of(
                Address.NONE,
                new Address.One(NAME),
                new Address.Many(List.of(NAME)),
                new Address.Many(List.of("a!b", "a!")))) {
            assertThat(format.decode(format.encode(message, address))).isEqualTo(new Parcel(message, address));
        }
    }

    @Test
    void the_type_comes_first_and_the_address_last() {
        PayloadFormat json = format(Kind.JSON);
        Message message = Message.of("hi").with("b", 1).with("a", 2);

        assertThat(text(json.encode(message, Address.NONE))).isEqualTo("{\"type\":\"hi\",\"b\":1,\"a\":2}");
        assertThat(text(json.encode(message, new Address.One("x!"))))
                .isEqualTo("{\"type\":\"hi\",\"b\":1,\"a\":2,\"__asgi_channel__\":\"x!\"}");
        assertThat(text(json.encode(message, new Address.Many(List.of("x!y")))))
                .endsWith(",\"__asgi_channel__\":[\"x!y\"]}");
    }

    @Test
    void the_type_is_found_wherever_it_stands() {
        byte[] payload = "{\"a\": 1, \"type\": \"hi\", \"b\": {\"type\": 5}}".getBytes(StandardCharsets.US_ASCII);
        assertThat(format(Kind.JSON).decode(payload).message())
                .isEqualTo(Message.of("hi").with("a", 1).with("b", Map.of("type", 5)));
    }

    @Test
    void fields_of_the_receiver_hold_no_reserved_key() {
        byte[] payload = format(Kind.MSGPACK).encode(Message.of("hi").with("a", 1), new Address.One("x!y"));
        assertThat(format(Kind.MSGPACK).decode(payload).message().fields()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_field_with_the_reserved_key_is_refused_by_name(PayloadFormat format) {
        Message message = Message.of("hi").with("__asgi_channel__", null);
        assertThatThrownBy(() -> format.encode(message, Address.NONE))
                .isInstanceOfSatisfying(
                        MessageFieldException.class, e -> assertThat(e.key()).isEqualTo("__asgi_channel__"))
                .hasMessageContaining("taken by the layer");
    }

    @Test
    void deeper_inside_the_key_is_nobody_s() {
        Message message = Message.of("hi").with("a", Map.of("__asgi_channel__", 1));
        PayloadFormat format = format(Kind.MSGPACK);
        assertThat(format.decode(format.encode(message, Address.NONE)).message())
                .isEqualTo(message);
    }

    @Test
    void what_a_format_cannot_carry_is_refused_with_the_path_and_without_the_value() {
        Message bytes =
                Message.of("hi").with("order", List.of(Map.of("image", "secret".getBytes(StandardCharsets.UTF_8))));
        assertThatThrownBy(() -> format(Kind.JSON).encode(bytes, Address.NONE))
                .isInstanceOfSatisfying(
                        MessageFieldException.class, e -> assertThat(e.key()).isEqualTo("order[0].image"))
                .hasMessageContaining("\"hi\"")
                .hasMessageContaining("byte[]");
        assertThatThrownBy(() -> format(Kind.JSON).encode(Message.of("hi").with("n", Double.NaN), Address.NONE))
                .isInstanceOf(MessageFieldException.class)
                .hasMessageContaining("\"n\"")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> format(Kind.MSGPACK).encode(Message.of("hi").with("t", "secret\ud83e"), Address.NONE))
                .isInstanceOf(MessageFieldException.class)
                .hasMessageContaining("\"t\"")
                .hasMessageNotContaining("secret");
        assertThatCode(() -> format(Kind.MSGPACK).encode(bytes.with("n", Double.NaN), Address.NONE))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void a_message_may_be_as_large_as_the_limit_and_no_larger(Kind kind) {
        Message message = Message.of("hi").with("text", "x".repeat(500));
        int size = format(kind).encode(message, Address.NONE).length;

        assertThat(format(kind, size).encode(message, Address.NONE)).hasSize(size);
        assertThatThrownBy(() -> format(kind, size - 1).encode(message, Address.NONE))
                .isInstanceOfSatisfying(MessageTooLargeException.class, e -> {
                    assertThat(e.size()).isEqualTo(size);
                    assertThat(e.limit()).isEqualTo(size - 1);
                });
        // Encryption makes it longer, and is not counted.
        assertThat(format(kind, size, "k").encode(message, Address.NONE)).hasSizeGreaterThan(size);
    }

    @Test
    void two_megabytes_are_too_large_as_things_are_and_one_is_not() {
        PayloadFormat format = format(Kind.MSGPACK);
        Message one = Message.of("hi").with("b", new byte[1_000_000]);
        assertThat(format.decode(format.encode(one, Address.NONE)).message()).isEqualTo(one);
        assertThatThrownBy(() -> format.encode(one.with("b", new byte[2_000_000]), Address.NONE))
                .isInstanceOf(MessageTooLargeException.class);
    }

    @Test
    void what_is_larger_than_the_limit_may_still_come_from_others() {
        Message message = Message.of("hi").with("text", "x".repeat(500));
        byte[] payload = format(Kind.MSGPACK).encode(message, Address.NONE);
        assertThat(format(Kind.MSGPACK, 10).decode(payload).message()).isEqualTo(message);
    }

    @Test
    void an_encrypted_message_has_the_age_that_was_given() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        FormatOptions options = new FormatOptions(Kind.MSGPACK, List.of(new Secret("k")), LIMIT);
        PayloadFormat sender = new PayloadFormat(options, Optional.empty(), InstantSource.fixed(now));
        byte[] payload = sender.encode(Message.of("hi"), Address.NONE);
        PayloadFormat reader = new PayloadFormat(
                options, Optional.of(Duration.ofSeconds(70)), InstantSource.fixed(now.plusSeconds(71)));

        assertThatThrownBy(() -> reader.decode(payload))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.TOKEN_EXPIRED));
        assertThat(sender.decode(payload).message()).isEqualTo(Message.of("hi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a!", "a!b"})
    void a_name_of_99_characters_is_an_address_and_one_of_100_is_not(String start) {
        PayloadFormat format = format(Kind.JSON);
        String longest = start + "x".repeat(99 - start.length());
        assertThat(format.decode(addressed(longest)).address()).isEqualTo(new Address.One(longest));
        assertThatThrownBy(() -> format.decode(addressed(longest + "x")))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.ILLEGAL_ADDRESS));
    }

    private static byte[] addressed(String name) {
        return ("{\"type\": \"t\", \"__asgi_channel__\": \"" + name + "\"}").getBytes(StandardCharsets.US_ASCII);
    }
}
