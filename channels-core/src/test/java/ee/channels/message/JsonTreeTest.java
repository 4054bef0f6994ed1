package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message may hold, as JSON without a class to bind to. */
class JsonTreeTest {

    @Test
    void null_is_written_in_maps_too_and_keys_keep_their_order() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("b", null);
        tree.put("a", Arrays.asList(null, true, 1L, -0.0, "x"));
        assertThat(Json.writeTree(tree)).isEqualTo("{\"b\":null,\"a\":[null,true,1,-0.0,\"x\"]}");
        assertThat(Json.readTree(Json.writeTree(tree))).isEqualTo(tree);
        assertThat(Json.writeTree(null)).isEqualTo("null");
        assertThat(Json.readTree("null")).isNull();
    }

    @Test
    void a_whole_number_is_a_long_as_far_as_longs_go() {
        assertThat(Json.readTree("[9223372036854775807,-9223372036854775808,-0]"))
                .isEqualTo(List.of(Long.MAX_VALUE, Long.MIN_VALUE, 0L));
        assertThat(Json.readTree("[9223372036854775808,-9223372036854775809]"))
                .isEqualTo(List.of(new BigInteger("9223372036854775808"), new BigInteger("-9223372036854775809")));
    }

    /** Java 17 writes the nearest double of the second with a digit too many. */
    @ParameterizedTest
    @CsvSource({"1.0, 1.0", "8.41e21, 8.41E21", "1e2, 100.0", "0.1000000000000000000001, 0.1", "2e-3, 0.002"})
    void any_other_number_is_the_nearest_double(String literal, double expected) {
        assertThat(Json.readTree(literal)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{", "[1", "1 2", "{\"a\":1,\"a\":1}", "1e400", "NaN", "1e-999999999"})
    void what_is_malformed_is_refused_and_not_quoted(String json) {
        assertThatThrownBy(() -> Json.readTree(json))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("Cannot read values from JSON");
        assertThatThrownBy(() -> Json.readTree("{\"hunter2\": [" + json))
                .isInstanceOf(JsonException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void what_is_no_number_of_jsons_is_refused() {
        assertThatThrownBy(() -> Json.writeTree(List.of(Double.NaN)))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("Cannot write values as JSON");
    }

    @Test
    void depth_ends_at_sixty_four_below_the_value_itself() {
        assertThat(Json.readTree("[".repeat(65) + "]".repeat(65))).isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.readTree("[".repeat(66) + "]".repeat(66))).isInstanceOf(JsonException.class);
    }
}
