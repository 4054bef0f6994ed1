package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.message.Message;
import ee.channels.message.MessageFieldException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every msgpack vector of the reference, both ways. */
class MsgPackTest {
    private static final MsgPack MSGPACK = new MsgPack();

    static Stream<Map<String, Object>> vectors() {
        return Reference.entries("msgpack").stream();
    }

    static Stream<List<Object>> decodings() {
        return Reference.pairs("msgpack_decode").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_is_decoded_as_it_stands(Map<String, Object> vector) {
        assertThat(MSGPACK.decode(Reference.bytes(vector.get("hex")))).isEqualTo(vector.get("message"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_is_encoded_byte_for_byte(Map<String, Object> vector) {
        Map<String, Object> message = Reference.map(vector.get("message"));
        byte[] expected = Reference.bytes(vector.get("hex"));
        if (holdsBigInteger(message)) {
            // Its last two values, nine bytes each, are no Long, which nothing can send. What is left has a short
            // header.
            List<Object> whole = Reference.list(message.get("i"));
            message = Map.of("i", whole.subList(0, whole.size() - 2));
            String hex = Reference.hex(Arrays.copyOf(expected, expected.length - 18));
            expected = Reference.bytes(hex.replaceFirst("^81a169dc0010", "81a1699e"));
        }
        assertThat(Reference.hex(MSGPACK.encode(message))).isEqualTo(Reference.hex(expected));
    }

    private static boolean holdsBigInteger(Map<String, Object> message) {
        return message.get("i") instanceof List<?> list && list.stream().anyMatch(BigInteger.class::isInstance);
    }

    @Test
    void one_vector_alone_has_values_that_are_no_long() {
        assertThat(vectors().filter(vector -> holdsBigInteger(Reference.map(vector.get("message")))))
                .hasSize(1);
    }

    @Test
    void bytes_go_both_ways() {
        List<byte[]> expected =
                List.of(new byte[0], new byte[] {0, -1}, filled(255), filled(256), new byte[] {'b', 'a'});
        List<Map<String, Object>> vectors = Reference.entries("msgpack_bytes");
        assertThat(vectors).hasSameSizeAs(expected);
        for (int i = 0; i < vectors.size(); i++) {
            byte[] encoded = Reference.bytes(vectors.get(i).get("hex"));
            assertThat(MSGPACK.encode(Map.of("b", expected.get(i)))).isEqualTo(encoded);
            assertThat(MSGPACK.decode(encoded)).containsOnlyKeys("b").containsEntry("b", expected.get(i));
        }
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'z');
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("decodings")
    void what_python_refuses_or_no_message_holds_is_refused(List<Object> decoding) {
        byte[] bytes = Reference.bytes(decoding.get(0));
        Map<String, Object> read = Map.of(
                "{'a': None}", Collections.singletonMap("a", null),
                "{'a': 1.5}", Map.of("a", 1.5));
        Map<String, Fault> refused = Map.ofEntries(
                Map.entry("8101a178", Fault.KEY_NOT_TEXT),
                Map.entry("8261a161a162", Fault.KEY_NOT_TEXT),
                Map.entry("81c40161a162", Fault.KEY_NOT_TEXT),
                Map.entry("c1", Fault.NOT_MSGPACK),
                Map.entry("81a161", Fault.TRUNCATED),
                Map.entry("81a161d8", Fault.EXTENSION),
                Map.entry("93010203", Fault.NOT_A_MAP),
                Map.entry("81a161d4010a", Fault.EXTENSION),
                Map.entry("81a161d6ff5f5e1000", Fault.EXTENSION),
                Map.entry("81a161a1ff", Fault.TEXT_NOT_UTF8),
                Map.entry("81a1610102", Fault.TRAILING_BYTES));
        Object python = decoding.get(1);
        if (read.containsKey(python)) {
            assertThat(MSGPACK.decode(bytes)).isEqualTo(read.get(python));
        } else {
            assertThat(refused).containsKey((String) decoding.get(0));
            assertThatThrownBy(() -> MSGPACK.decode(bytes))
                    .isInstanceOfSatisfying(
                            MalformedPayloadException.class,
                            e -> assertThat(e.fault()).isEqualTo(refused.get(decoding.get(0))));
        }
    }

    @Test
    void what_python_does_not_encode_no_message_holds() {
        Object complex = new Object() {};
        List<Object> values = List.of(
                new BigInteger("18446744073709551616"),
                new BigInteger("-9223372036854775809"),
                Set.of(1, 2),
                Object.class,
                complex);
        assertThat(Reference.pairs("msgpack_errors")).hasSameSizeAs(values);
        for (Object value : values) {
            assertThatThrownBy(() -> Message.of("a").with("x", value))
                    .isInstanceOf(MessageFieldException.class)
                    .hasMessageContaining("\"x\"");
            assertThatThrownBy(() -> MSGPACK.encode(Map.of("x", value))).isInstanceOf(UncarriedValueException.class);
        }
    }

    @Test
    void a_value_that_cannot_be_written_knows_its_path() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("name", "ok");
        order.put("lines", List.of(Map.of(), Map.of("text", "\ud83e")));
        assertThatThrownBy(() -> MSGPACK.encode(Map.of("order", order)))
                .isInstanceOfSatisfying(
                        UncarriedValueException.class, e -> assertThat(e.path()).isEqualTo("order.lines[1].text"))
                .hasMessageContaining("half a surrogate pair");
    }

    @ParameterizedTest
    @CsvSource({"\ud83ea", "a\ude00", "\ude00\ud83e"})
    void half_a_surrogate_pair_is_not_sent_as_a_question_mark(String text) {
        assertThatThrownBy(() -> MSGPACK.encode(Map.of("a", text))).isInstanceOf(UncarriedValueException.class);
        assertThatThrownBy(() -> MSGPACK.encode(Map.of(text, 1L))).isInstanceOf(UncarriedValueException.class);
    }

    @Test
    void a_replacement_character_is_text_like_any_other() {
        Map<String, Object> map = Map.of("a", "\ufffd");
        assertThat(MSGPACK.decode(MSGPACK.encode(map))).isEqualTo(map);
    }

    @Test
    void sixty_four_levels_of_a_field_are_read_and_no_more() {
        assertThat(MSGPACK.decode(nested(64))).containsKey("a");
        assertThatThrownBy(() -> MSGPACK.decode(nested(65)))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.TOO_DEEP));
        assertThat(Message.of("t", MSGPACK.decode(nested(64))).has("a")).isTrue();
    }

    /** A map of one key, under which so many lists nest. */
    private static byte[] nested(int levels) {
        byte[] bytes = new byte[3 + levels];
        Arrays.fill(bytes, (byte) 0x91);
        bytes[0] = (byte) 0x81;
        bytes[1] = (byte) 0xa1;
        bytes[2] = 'a';
        bytes[bytes.length - 1] = (byte) 0x90;
        return bytes;
    }

    @Test
    void python_keeps_the_last_of_two_equal_keys_and_so_is_it_here() {
        assertThat(MSGPACK.decode(Reference.bytes("82a16101a16102"))).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void a_long_list_is_read_to_its_end() {
        List<Object> list = new ArrayList<>(Collections.nCopies(70_000, null));
        list.add("end");
        Map<String, Object> map = Map.of("l", list);
        assertThat(MSGPACK.decode(MSGPACK.encode(map))).isEqualTo(map);
    }
}
