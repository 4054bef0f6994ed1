package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    @Test
    void with_returns_another_message_and_leaves_this_one() {
        Message empty = Message.of("chat.message");
        Message hello = empty.with("text", "hello");
        assertThat(empty.fields()).isEmpty();
        assertThat(hello.fields()).isEqualTo(Map.of("text", "hello"));
        assertThat(hello.with("text", "bye").getString("text")).isEqualTo("bye");
        assertThat(hello.getString("text")).isEqualTo("hello");
        assertThat(hello.type()).isEqualTo("chat.message");
    }

    @Test
    void fields_keep_the_order_in_which_they_were_set() {
        Message message = Message.of("m").with("z", 1).with("a", 2).with("k", 3);
        assertThat(message.fields().keySet()).containsExactly("z", "a", "k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "chat.message", "Chat-Message_2", "-", "9"})
    void a_type_is_of_the_alphabet_of_names(String type) {
        assertThat(Message.of(type).type()).isEqualTo(type);
        assertThat(Message.of("x".repeat(99)).type()).hasSize(99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_private", ".private", "_", ".", "a!b", "a b", "é", "a\n"})
    void a_malformed_type_is_refused_however_the_message_is_made(String type) {
        assertThatThrownBy(() -> Message.of(type))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContainingAll("Message type", "less than 100", "underscore");
        assertThatThrownBy(() -> Message.of(type, Map.of())).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> Message.of(type, Message.of("ok"))).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void a_type_of_a_hundred_characters_is_refused() {
        assertThatThrownBy(() -> Message.of("x".repeat(100))).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void the_key_type_is_taken_at_the_top_and_free_below() {
        assertThatThrownBy(() -> Message.of("m").with("type", "x"))
                .isInstanceOf(MessageFieldException.class)
                .hasMessageContaining("taken by the type");
        assertThatThrownBy(() -> Message.of("m", Map.of("type", "x"))).isInstanceOf(MessageFieldException.class);
        assertThat(Message.of("m").with("in", Map.of("type", "x")).getMap("in")).containsEntry("type", "x");
    }

    @Test
    void numbers_widen_to_long_and_double() {
        Message message = Message.of("m")
                .with("int", 1)
                .with("short", (short) 2)
                .with("byte", (byte) 3)
                .with("long", Long.MIN_VALUE)
                .with("float", 1.5f)
                .with("double", 0.1);
        assertThat(message.fields())
                .isEqualTo(Map.of(
                        "int", 1L, "short", 2L, "byte", 3L, "long", Long.MIN_VALUE, "float", 1.5, "double", 0.1));
    }

    enum Mood {
        GOOD
    }

    record Point(int x) {}

    static List<Arguments> refused() {
        List<Object> values = List.of(
                'c',
                Mood.GOOD,
                DayOfWeek.MONDAY,
                new Point(1),
                new int[] {1},
                new String[] {"a"},
                new Object[0],
                new BigInteger("18446744073709551615"),
                BigInteger.ONE,
                Set.of(1),
                Optional.of("x"),
                new StringBuilder("x"),
                Message.of("inner"));
        return values.stream().map(value -> Arguments.of(value)).toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void any_other_value_is_refused_by_its_path_and_class(Object value) {
        Map<String, Object> order = Map.of("lines", List.of(1, Map.of("price", value)));
        MessageFieldException refusal = catchThrowableOfType(
                MessageFieldException.class, () -> Message.of("shop.order").with("order", order));
        assertThat(refusal.key()).isEqualTo("order.lines[1].price");
        assertThat(refusal.messageType()).isEqualTo("shop.order");
        assertThat(refusal)
                .hasMessageContainingAll(
                        "shop.order", "order.lines[1].price", value.getClass().getTypeName());
    }

    @Test
    void a_key_that_is_no_string_is_refused_at_any_depth() {
        Map<Object, Object> numbered = Map.of(1, "x");
        assertThatThrownBy(() -> Message.of("m").with("a", numbered))
                .isInstanceOf(MessageFieldException.class)
                .hasMessageContaining("java.lang.Integer");
        assertThatThrownBy(() -> Message.of("m", (Object) numbered)).isInstanceOf(MessageFieldException.class);
        Map<String, Object> keyless = new HashMap<>();
        keyless.put(null, "x");
        assertThatThrownBy(() -> Message.of("m", keyless)).isInstanceOf(MessageFieldException.class);
    }

    private static Object nested(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
        }
        return value;
    }

    @Test
    void sixty_four_levels_are_carried_and_one_more_is_refused() {
        assertThat(Message.of("m").with("a", nested(64)).fields().get("a")).isEqualTo(nested(64));
        assertThatThrownBy(() -> Message.of("m").with("a", nested(65)))
                .isInstanceOf(MessageFieldException.class)
                .hasMessageContaining("64");
    }

    @Test
    void a_list_that_contains_itself_is_refused() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThatThrownBy(() -> Message.of("m").with("a", circle)).isInstanceOf(MessageFieldException.class);
    }

    @Test
    void what_was_passed_in_may_change_without_the_message() {
        byte[] bytes = {1, 2};
        List<Object> list = new ArrayList<>(List.of("a", bytes));
        Map<String, Object> map = new LinkedHashMap<>(Map.of("list", list));
        Message message = Message.of("m", map);
        bytes[0] = 9;
        list.clear();
        map.clear();
        assertThat(message.getList("list")).usingRecursiveComparison().isEqualTo(List.of("a", new byte[] {1, 2}));
    }

    @Test
    void what_is_handed_out_may_change_without_the_message() {
        Message message = Message.of("m")
                .with("bytes", new byte[] {1})
                .with("list", List.of(new byte[] {1}))
                .with("map", Map.of("bytes", new byte[] {1}));
        message.getBytes("bytes")[0] = 9;
        ((byte[]) message.find("bytes").orElseThrow())[0] = 9;
        ((byte[]) message.getList("list").get(0))[0] = 9;
        ((byte[]) message.getMap("map").get("bytes"))[0] = 9;
        ((byte[]) message.fields().get("bytes"))[0] = 9;
        ((byte[]) ((List<?>) message.fields().get("list")).get(0))[0] = 9;
        ((byte[]) ((Map<?, ?>) message.find("map").orElseThrow()).get("bytes"))[0] = 9;
        assertThat(message)
                .isEqualTo(Message.of("m")
                        .with("bytes", new byte[] {1})
                        .with("list", List.of(new byte[] {1}))
                        .with("map", Map.of("bytes", new byte[] {1})));
    }

    static Stream<Message> withAndWithoutBytes() {
        Message message = Message.of("m").with("list", List.of(List.of(1))).with("map", Map.of("k", Map.of()));
        return Stream.of(message, message.with("list", List.of(List.of(new byte[0]))));
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutBytes")
    void maps_and_lists_are_unmodifiable_at_every_depth(Message message) {
        List<?> inner = (List<?>) message.getList("list").get(0);
        Map<?, ?> innerMap = (Map<?, ?>) message.getMap("map").get("k");
        assertThatThrownBy(() -> message.fields().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> message.getList("list").clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> message.getMap("map").clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(inner::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(innerMap::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void each_getter_returns_its_own_type() {
        Message message = Message.of("m")
                .with("s", "x")
                .with("l", 5)
                .with("d", 2.5)
                .with("b", true)
                .with("bytes", new byte[] {1})
                .with("list", Arrays.asList(1, null))
                .with("map", Map.of("k", "v"));
        assertThat(message.getString("s")).isEqualTo("x");
        assertThat(message.getLong("l")).isEqualTo(5);
        assertThat(message.getDouble("d")).isEqualTo(2.5);
        assertThat(message.getBoolean("b")).isTrue();
        assertThat(message.getBytes("bytes")).containsExactly(1);
        assertThat(message.getList("list")).containsExactly(1L, null);
        assertThat(message.getMap("map")).containsEntry("k", "v");
    }

    @Test
    void each_getter_names_message_key_and_both_types_when_it_cannot() {
        Message message =
                Message.of("chat.message").with("s", "secret").with("l", 5).with("n", null);
        assertRefused(() -> message.getString("l"), "l", "expected String, is Long");
        assertRefused(() -> message.getString("n"), "n", "expected String, is null");
        assertRefused(() -> message.getString("x"), "x", "expected String, is absent");
        assertRefused(() -> message.getLong("s"), "s", "expected Long, is String");
        assertRefused(() -> message.getDouble("s"), "s", "expected Double, is String");
        assertRefused(() -> message.getBoolean("s"), "s", "expected Boolean, is String");
        assertRefused(() -> message.getBytes("s"), "s", "expected byte[], is String");
        assertRefused(() -> message.getList("s"), "s", "expected List, is String");
        assertRefused(() -> message.getMap("s"), "s", "expected Map, is String");
        Message others = message.with("s", new byte[0]).with("l", List.of()).with("n", Map.of());
        assertRefused(() -> others.getString("s"), "s", "is byte[]");
        assertRefused(() -> others.getString("l"), "l", "is List");
        assertRefused(() -> others.getList("n"), "n", "is Map");
    }

    private static void assertRefused(Runnable get, String key, String types) {
        MessageFieldException refusal = catchThrowableOfType(MessageFieldException.class, get::run);
        assertThat(refusal.key()).isEqualTo(key);
        assertThat(refusal)
                .hasMessageContainingAll("\"chat.message\"", "\"" + key + "\"", types)
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_double_is_never_rounded_to_a_long() {
        assertThatThrownBy(() -> Message.of("m").with("d", 5.0).getLong("d")).isInstanceOf(MessageFieldException.class);
    }

    @Test
    void a_long_is_read_as_a_double_only_where_that_is_exact() {
        Message message = Message.of("m")
                .with("five", 5)
                .with("edge", 1L << 53)
                .with("odd", (1L << 53) + 1)
                .with("max", Long.MAX_VALUE)
                .with("min", Long.MIN_VALUE);
        assertThat(message.getDouble("five")).isEqualTo(5.0);
        assertThat(message.getDouble("edge")).isEqualTo(0x1p53);
        assertThat(message.getDouble("min")).isEqualTo(-0x1p63);
        assertThatThrownBy(() -> message.getDouble("odd")).isInstanceOf(MessageFieldException.class);
        assertThatThrownBy(() -> message.getDouble("max")).isInstanceOf(MessageFieldException.class);
    }

    @Test
    void find_is_empty_for_null_and_has_is_not() {
        Message message = Message.of("m").with("n", null).with("s", "x");
        assertThat(message.find("n")).isEmpty();
        assertThat(message.has("n")).isTrue();
        assertThat(message.fields()).containsEntry("n", null);
        assertThat(message.find("x")).isEmpty();
        assertThat(message.has("x")).isFalse();
        assertThat(message.find("s")).contains("x");
    }

    @Test
    void equal_messages_have_equal_types_and_fields_whatever_the_order() {
        Message one = Message.of("m").with("a", 1).with("b", List.of(new byte[] {1, 2}));
        Message two = Message.of("m").with("b", List.of(new byte[] {1, 2})).with("a", 1L);
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one.shared()).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(one)
                .isNotEqualTo(two.with("b", List.of(new byte[] {1, 3})))
                .isNotEqualTo(two.with("a", 1.0))
                .isNotEqualTo(Message.of("n", one))
                .isNotEqualTo(null)
                .isNotEqualTo("m");
    }

    @Test
    void to_string_shows_type_and_keys_and_no_value() {
        Message message = Message.of("chat.message").with("password", "hunter2").with("a\nb", Map.of("in", "hunter2"));
        assertThat(message.toString())
                .contains("chat.message", "password", "a\\u000ab")
                .doesNotContain("hunter2", "\n");
        Message wide = Message.of("m");
        for (int i = 0; i < 200; i++) {
            wide = wide.with("key" + i, i);
        }
        assertThat(wide.toString()).hasSizeLessThan(200);
    }

    @Test
    void the_static_type_of_a_map_or_message_does_not_matter() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bytes", new byte[] {1});
        map.put("none", null);
        Object asObject = map;
        assertThat(Message.of("m", asObject)).isEqualTo(Message.of("m", map));
        assertThat(Message.of("m", asObject).getBytes("bytes")).containsExactly(1);
        assertThat(Message.of("n", Message.of("m", map))).isEqualTo(Message.of("n", map));
        assertThat(Message.of("m", Collections.emptyMap())).isEqualTo(Message.of("m"));
    }
}
