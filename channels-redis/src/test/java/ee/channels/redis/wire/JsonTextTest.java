package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every JSON vector of the reference: decoded exactly, encoded to an equal value. */
class JsonTextTest {
    private static final JsonText JSON = new JsonText();

    static Stream<Map<String, Object>> vectors() {
        return Reference.entries("json").stream();
    }

    private static byte[] bytes(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_is_decoded_as_it_stands(Map<String, Object> vector) {
        assertThat(JSON.decode(bytes(vector.get("text")))).isEqualTo(vector.get("message"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_is_encoded_to_an_equal_value(Map<String, Object> vector) {
        Map<String, Object> message = Reference.map(vector.get("message"));
        if (message.get("i") instanceof List<?> list && list.stream().anyMatch(BigInteger.class::isInstance)) {
            // The last two are no Long, which nothing can send.
            message = Map.of("i", list.subList(0, list.size() - 2));
        }
        assertThat(JSON.decode(JSON.encode(message))).isEqualTo(message);
    }

    @Test
    void all_that_is_not_ascii_is_escaped_as_python_does() {
        assertThat(new String(JSON.encode(Map.of("ä", "€ 😀")), StandardCharsets.ISO_8859_1))
                .isEqualTo("{\"\\u00e4\":\"\\u20ac \\ud83d\\ude00\"}");
    }

    @Test
    void half_a_surrogate_pair_goes_both_ways_as_with_python() {
        Map<String, Object> map = Map.of("a", "x\ud83e");
        assertThat(new String(JSON.encode(map), StandardCharsets.US_ASCII)).contains("\\ud83e");
        assertThat(JSON.decode(JSON.encode(map))).isEqualTo(map);
    }

    @ParameterizedTest
    @CsvSource({"8.41e+21, 8.41E21", "2e-3, 0.002", "0.1, 0.1", "-0.0, -0.0", "1.0, 1.0", "5e-324, 4.9E-324"})
    void a_number_of_pythons_is_the_same_double(String written, double expected) {
        assertThat(JSON.decode(bytes("{\"n\":" + written + "}"))).isEqualTo(Map.of("n", expected));
    }

    @Test
    void bytes_and_numbers_that_json_does_not_have_are_refused_by_their_path() {
        List<Object> uncarried = List.of(new byte[1], Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        for (Object value : uncarried) {
            assertThatThrownBy(() -> JSON.encode(Map.of("order", Map.of("lines", List.of(1L, List.of(value))))))
                    .isInstanceOfSatisfying(
                            UncarriedValueException.class,
                            e -> assertThat(e.path()).isEqualTo("order.lines[1][0]"))
                    .hasMessageStartingWith("JSON carries no ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1",
                "{\"a\":NaN}",
                "{\"a\":-Infinity}",
                "{\"a\":1}x",
                "{a:1}",
                "{\"a\":1e999}",
                "{\"a\":1,\"a\":2}",
                "{1:2}"
            })
    void what_is_not_json_is_refused(String text) {
        refuses(bytes(text), Fault.NOT_JSON);
    }

    @Test
    void depth_without_end_is_refused() {
        refuses(bytes("{\"a\":" + "[".repeat(100_000)), Fault.NOT_JSON);
        refuses(bytes("{\"a\":".repeat(100_000)), Fault.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "\"text\"", "true"})
    void what_is_no_object_is_refused(String text) {
        refuses(bytes(text), Fault.NOT_A_MAP);
    }

    @Test
    void what_is_not_utf_8_is_refused() {
        refuses(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, Fault.TEXT_NOT_UTF8);
    }

    private static void refuses(byte[] payload, Fault fault) {
        assertThatThrownBy(() -> JSON.decode(payload))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
