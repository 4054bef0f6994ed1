package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.bind.annotation.JsonbProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    public enum Color {
        RED,
        GREEN
    }

    public record Inner(String name, int size) {}

    public record Outer(
            String text,
            int i,
            long l,
            double d,
            boolean b,
            Integer boxed,
            Inner inner,
            List<Inner> list,
            Map<String, Inner> map,
            Optional<String> maybe,
            OptionalInt maybeInt,
            Color color,
            byte[] bytes) {}

    private static final Outer FULL = new Outer(
            "é\"\\\n😀",
            -1,
            Long.MAX_VALUE,
            0.1,
            true,
            5,
            new Inner("a", 1),
            List.of(new Inner("b", 2), new Inner("c", 3)),
            Map.of("k", new Inner("d", 4)),
            Optional.of("m"),
            OptionalInt.of(6),
            Color.GREEN,
            new byte[] {0, -1, 1});

    @Test
    void records_nest_and_come_back_whole() {
        String json = Json.encode(FULL);
        assertThat(json).contains("\"bytes\":\"AP8B\"");
        assertThat(Json.decode(json, Outer.class)).usingRecursiveComparison().isEqualTo(FULL);
    }

    @Test
    void absent_properties_are_null_zero_or_empty() {
        Outer empty = new Outer(
                null, 0, 0, 0, false, null, null, null, null, Optional.empty(), OptionalInt.empty(), null, null);
        assertThat(Json.decode("{}", Outer.class)).isEqualTo(empty);
        assertThat(Json.decode("{\"unknown\":{\"deep\":[1]},\"other\":null}", Outer.class))
                .isEqualTo(empty);
    }

    @Test
    void null_binds_to_references_and_not_to_primitives() {
        Outer outer = Json.decode(
                "{\"text\":null,\"boxed\":null,\"inner\":null,\"list\":null,\"maybe\":null,\"maybeInt\":null,\"color\":null}",
                Outer.class);
        assertThat(outer.maybe()).isEmpty();
        assertThat(outer.maybeInt()).isEmpty();
        assertThat(outer.text()).isNull();
        assertThatThrownBy(() -> Json.decode("{\"i\":null}", Outer.class)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.decode("{\"b\":null}", Outer.class)).isInstanceOf(JsonException.class);
    }

    public record Numbers(
            int i,
            Integer boxed,
            long l,
            short s,
            byte b,
            OptionalInt maybe,
            List<Integer> list,
            Map<String, Long> map,
            int[] array) {}

    @ParameterizedTest
    @ValueSource(strings = {"i", "boxed", "maybe", "s", "b"})
    void a_number_too_large_for_its_property_does_not_bind(String property) {
        assertDoesNotBind("{\"" + property + "\":3000000000}");
        assertDoesNotBind("{\"" + property + "\":-2147483649}");
        assertDoesNotBind("{\"" + property + "\":1e40}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"l\":9223372036854775808}",
                "{\"l\":1e300}",
                "{\"s\":32768}",
                "{\"b\":128}",
                "{\"list\":[3000000000]}",
                "{\"array\":[3000000000]}",
                "{\"map\":{\"k\":9223372036854775808}}",
                "{\"i\":1.5}",
                "{\"l\":1.5}",
                "{\"list\":[1.5]}",
                "{\"i\":\"abc\"}",
                "{\"i\":true}",
                "{\"i\":{}}",
                "{\"i\":[]}",
                "{\"list\":5}",
                "{\"list\":{}}",
                "[]",
                "5",
                "\"text\""
            })
    void a_value_of_the_wrong_kind_does_not_bind(String json) {
        assertDoesNotBind(json);
    }

    private static void assertDoesNotBind(String json) {
        assertThatThrownBy(() -> Json.decode(json, Numbers.class))
                .as(json)
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(Numbers.class.getTypeName());
    }

    @ParameterizedTest
    @CsvSource({"3000000000", "1.5", "1e40"})
    void a_plain_int_is_as_exact_as_a_property(String json) {
        assertThatThrownBy(() -> Json.decode(json, Integer.class)).isInstanceOf(JsonException.class);
    }

    @Test
    void a_whole_number_may_be_written_with_a_point_or_an_exponent() {
        Numbers numbers = Json.decode("{\"i\":1e2,\"l\":5.0,\"array\":[2147483647],\"maybe\":-1}", Numbers.class);
        assertThat(numbers.i()).isEqualTo(100);
        assertThat(numbers.l()).isEqualTo(5);
        assertThat(numbers.array()).containsExactly(Integer.MAX_VALUE);
        assertThat(numbers.maybe()).hasValue(-1);
    }

    public record Big(BigInteger whole, BigDecimal exact, double d) {}

    @Test
    void big_numbers_bind_to_big_types() {
        Big big = Json.decode("{\"whole\":18446744073709551616,\"exact\":0.12345678901234567890123}", Big.class);
        assertThat(big.whole()).isEqualTo(new BigInteger("18446744073709551616"));
        assertThat(big.exact()).isEqualTo(new BigDecimal("0.12345678901234567890123"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e400", "-1e400", "1e1000000000", "1e99999999999", "1e-999999999", "1e-99999999999", "1e-401"})
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_number_of_absurd_size_is_malformed_whatever_it_would_bind_to(String number) {
        for (Class<?> type : List.of(Big.class, Numbers.class, Map.class)) {
            for (String property : List.of("whole", "exact", "d", "i", "unknown")) {
                assertThatThrownBy(() -> Json.decode("{\"" + property + "\":" + number + "}", type))
                        .isInstanceOf(JsonException.class);
            }
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_number_of_a_million_digits_is_malformed() {
        assertThatThrownBy(() -> Json.decode("{\"whole\":" + "1".repeat(1_000_000) + "}", Big.class))
                .isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"i\":1",
                "{\"i\":1,}",
                "{\"i\" 1}",
                "{i:1}",
                "{'i':1}",
                "{\"i\":01}",
                "{\"i\":+1}",
                "{\"i\":1.}",
                "{\"i\":.5}",
                "{\"i\":NaN}",
                "{\"i\":nul}",
                "{\"text\":\"a\nb\"}",
                "{\"text\":\"\\x\"}",
                "{\"text\":\"\\u12\"}",
                "{\"text\":\"abc}",
                "\uFEFF{}",
                "\u0000",
                "// {}",
                "null"
            })
    void malformed_text_is_refused(String json) {
        assertThatThrownBy(() -> Json.decode(json, Outer.class)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{}}", "{}x", "{},", "{} null", "{}]"})
    void text_after_the_value_is_malformed(String json) {
        assertThatThrownBy(() -> Json.decode(json, Outer.class)).isInstanceOf(JsonException.class);
        assertThat(Json.decode(" {} \n", Outer.class)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"i\":1,\"i\":1}",
                "{\"i\":1,\"\\u0069\":2}",
                "{\"inner\":{\"size\":1,\"size\":2}}",
                "{\"list\":[{\"name\":\"a\",\"name\":\"b\"}]}",
                "{\"unknown\":{\"a\":1,\"a\":2}}"
            })
    void a_key_twice_in_one_object_is_malformed(String json) {
        assertThatThrownBy(() -> Json.decode(json, Outer.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("twice");
        assertThat(Json.decode("{\"i\":1,\"inner\":{\"i\":1}}", Outer.class).i())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"unknown\":[", "{\"unknown\":[[1,", "{\"unknown\":{", "{\"unknown\":{\"a\":[{"})
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void an_unknown_property_that_never_ends_is_malformed_and_not_an_endless_loop(String json) {
        assertThatThrownBy(() -> Json.decode(json, Outer.class)).isInstanceOf(JsonException.class);
    }

    public record Anything(Object any) {}

    @Test
    void sixty_four_levels_inside_the_value_are_read_and_more_are_malformed() {
        assertThat(Json.decode("{\"any\":" + "[".repeat(64) + "]".repeat(64) + "}", Anything.class))
                .isNotNull();
        for (int depth : new int[] {65, 999, 1001, 1_000_000}) {
            String deep = "{\"any\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            assertThatThrownBy(() -> Json.decode(deep, Anything.class)).isInstanceOf(JsonException.class);
            assertThatThrownBy(() -> Json.decode(deep, Inner.class)).isInstanceOf(JsonException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BLUE", "red", ""})
    void an_unknown_enum_constant_does_not_bind(String name) {
        assertThatThrownBy(() -> Json.decode("{\"color\":\"" + name + "\"}", Outer.class))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void the_failure_keeps_its_cause_and_does_not_quote_the_text() {
        assertThatThrownBy(() -> Json.decode("{\"i\":\"secret\"}", Outer.class))
                .isInstanceOf(JsonException.class)
                .hasMessageNotContaining("secret")
                .hasCauseInstanceOf(RuntimeException.class);
    }

    @Test
    void a_type_with_parameters_is_decoded_as_one() {
        Type listOfInner = new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return new Type[] {Inner.class};
            }

            @Override
            public Type getRawType() {
                return List.class;
            }

            @Override
            public Type getOwnerType() {
                return null;
            }
        };
        List<Inner> list = Json.decode("[{\"name\":\"a\",\"size\":1}]", listOfInner);
        assertThat(list).containsExactly(new Inner("a", 1));
    }

    public static class Renamed {
        @JsonbProperty("first-name")
        public String firstName = "Ann";
    }

    @Test
    void the_annotations_of_json_b_count() {
        assertThat(Json.encode(new Renamed())).isEqualTo("{\"first-name\":\"Ann\"}");
        assertThat(Json.decode("{\"first-name\":\"Bob\"}", Renamed.class).firstName)
                .isEqualTo("Bob");
        assertThat(Json.toMap(new Renamed())).isEqualTo(Map.of("first-name", "Ann"));
    }

    @Test
    void a_message_is_written_with_its_type_and_all_of_its_fields() {
        Message message = Message.of("chat.message")
                .with("text", "x")
                .with("none", null)
                .with("bytes", new byte[] {1})
                .with("list", Arrays.asList(1, 2.5, null, true, Map.of()));
        String json = "{\"type\":\"chat.message\",\"text\":\"x\",\"none\":null,\"bytes\":\"AQ==\","
                + "\"list\":[1,2.5,null,true,{}]}";
        assertThat(Json.encode(message)).isEqualTo(json);
        assertThat(Json.encode(List.of(message.shared()))).isEqualTo("[" + json + "]");
    }

    @Test
    void what_json_cannot_hold_is_not_written() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThatThrownBy(() -> Json.encode(circle)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.encode(Double.NaN)).isInstanceOf(JsonException.class);
    }

    @Test
    void to_map_keeps_whole_numbers_and_fractions_apart() {
        Map<String, Object> value = new HashMap<>();
        value.put("five", 5);
        value.put("fiveAndNothing", 5.0);
        value.put("max", Long.MAX_VALUE);
        value.put("price", new BigDecimal("19.99"));
        value.put("tiny", Double.MIN_VALUE);
        value.put("huge", Double.MAX_VALUE);
        assertThat(Json.toMap(value))
                .isEqualTo(Map.of(
                        "five",
                        5L,
                        "fiveAndNothing",
                        5.0,
                        "max",
                        Long.MAX_VALUE,
                        "price",
                        19.99,
                        "tiny",
                        Double.MIN_VALUE,
                        "huge",
                        Double.MAX_VALUE));
    }

    @Test
    void to_map_refuses_a_number_that_would_lose_digits() {
        for (Object number : List.of(
                new BigInteger("9223372036854775808"),
                new BigDecimal("0.12345678901234567890123"),
                new BigDecimal("1e400"))) {
            assertThatThrownBy(() -> Json.toMap(Map.of("n", number)))
                    .as(number.toString())
                    .isInstanceOf(JsonException.class);
        }
    }
}
