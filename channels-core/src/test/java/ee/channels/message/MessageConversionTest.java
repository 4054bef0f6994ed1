package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages from and to records and beans, and what the members of one delivery share. */
class MessageConversionTest {

    public enum Size {
        SMALL,
        LARGE
    }

    public record Line(String article, int count, BigDecimal price) {}

    public record Order(
            long id,
            String customer,
            Size size,
            List<Line> lines,
            Optional<String> note,
            Map<String, Integer> tags,
            Instant placed,
            UUID key,
            byte[] seal,
            boolean paid,
            double weight) {}

    private static Order order() {
        return new Order(
                7,
                "Ann",
                Size.LARGE,
                List.of(new Line("tea", 2, new BigDecimal("4.95"))),
                Optional.of("gift"),
                Map.of("a", 1),
                Instant.parse("2024-05-06T07:08:09Z"),
                UUID.fromString("0b9e7c0e-6f0c-4d8e-9d0b-6a1f6c7b2a11"),
                new byte[] {1, 2, 3},
                true,
                1.5);
    }

    @Test
    void a_record_goes_in_and_comes_out() {
        Order back = Message.of("shop.order", order()).as(Order.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(order());
    }

    @Test
    void a_record_becomes_plain_fields() {
        Message message = Message.of("shop.order", order());
        assertThat(message.getLong("id")).isEqualTo(7);
        assertThat(message.getDouble("weight")).isEqualTo(1.5);
        assertThat(message.getString("size")).isEqualTo("LARGE");
        assertThat(message.getString("note")).isEqualTo("gift");
        assertThat(message.getString("placed")).isEqualTo("2024-05-06T07:08:09Z");
        assertThat(message.getList("lines")).isEqualTo(List.of(Map.of("article", "tea", "count", 2L, "price", 4.95)));
        assertThat(message.getString("seal")).isEqualTo("AQID");
    }

    public static class Bean {
        public String text = "";
        public int count;
    }

    @Test
    void a_bean_goes_in_and_comes_out() {
        Bean bean = new Bean();
        bean.text = "x";
        bean.count = 3;
        Bean back = Message.of("m", bean).as(Bean.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(bean);
    }

    public record Seal(byte[] seal) {}

    @Test
    void bytes_and_their_base64_text_both_bind_to_an_array() {
        byte[] bytes = {-1, 0, 1};
        assertThat(Message.of("m").with("seal", bytes).as(Seal.class).seal()).isEqualTo(bytes);
        assertThat(Message.of("m").with("seal", "/wAB").as(Seal.class).seal()).isEqualTo(bytes);
    }

    public record Lists(List<Integer> numbers, Map<String, String> names) {}

    @Test
    void null_in_a_list_or_map_survives_the_conversion() {
        Map<String, String> names = new HashMap<>();
        names.put("k", null);
        Message message =
                Message.of("m").with("numbers", Arrays.asList(1, null)).with("names", names);
        assertThat(message.as(Lists.class)).isEqualTo(new Lists(Arrays.asList(1, null), names));
    }

    public record Typed(String type) {}

    @Test
    void a_record_with_a_property_named_type_is_refused() {
        assertThatThrownBy(() -> Message.of("m", new Typed("x"))).isInstanceOf(MessageFieldException.class);
    }

    @Test
    void what_has_no_properties_is_no_message() {
        for (Object value : List.of("text", 5, List.of(1), true, new int[] {1})) {
            assertThatThrownBy(() -> Message.of("m", value))
                    .as(value.getClass().getName())
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("no properties");
        }
    }

    @Test
    void fields_that_do_not_bind_are_refused_without_their_values() {
        Message message = Message.of("m").with("id", "secret");
        assertThatThrownBy(() -> message.as(Order.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(Order.class.getTypeName())
                .hasMessageNotContaining("secret");
    }

    public record Number(double value) {}

    @Test
    void a_number_that_json_cannot_hold_is_carried_but_not_converted() {
        Message message = Message.of("m").with("value", Double.NaN);
        assertThat(message.getDouble("value")).isNaN();
        assertThatThrownBy(() -> message.as(Number.class)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Message.of("m", new Number(Double.POSITIVE_INFINITY)))
                .isInstanceOf(JsonException.class);
    }

    /** Counts how often it is made. */
    public record Counted(String text) {
        static final AtomicInteger MADE = new AtomicInteger();

        public Counted {
            MADE.incrementAndGet();
        }
    }

    @Test
    void a_shared_message_makes_a_record_once_for_all_threads() throws Exception {
        Counted.MADE.set(0);
        Message shared = Message.of("m").with("text", "x").shared();
        Set<Counted> seen = onManyThreads(() -> shared.as(Counted.class));
        assertThat(seen).hasSize(1);
        assertThat(Counted.MADE).hasValue(1);
    }

    @Test
    void the_json_of_a_shared_record_is_made_once() {
        Message shared = Message.of("m").with("text", "x").shared();
        Counted everybodys = shared.as(Counted.class);

        assertThat(shared.json(everybodys)).isEqualTo(Json.encode(everybodys)).isSameAs(shared.json(everybodys));
    }

    @Test
    void the_json_of_a_shared_message_is_made_once() {
        Message shared = Message.of("m").with("text", "x").shared();

        assertThat(shared.json(shared)).isEqualTo(Json.encode(shared)).isSameAs(shared.json(shared));
    }

    @Test
    void the_json_of_a_value_of_ones_own_is_made_each_time() {
        Message shared = Message.of("m").with("text", "x").shared();
        Counted own = new Counted(shared.as(Counted.class).text());
        Bean bean = shared.as(Bean.class);

        assertThat(shared.json(own)).isEqualTo(Json.encode(own)).isNotSameAs(shared.json(own));
        assertThat(shared.json(bean)).isEqualTo(Json.encode(bean)).isNotSameAs(shared.json(bean));
    }

    @Test
    void a_shared_message_makes_a_bean_for_each_call() throws Exception {
        Message shared = Message.of("m").with("text", "x").shared();
        assertThat(onManyThreads(() -> shared.as(Bean.class))).hasSize(16);
    }

    private static <T> Set<T> onManyThreads(Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            CyclicBarrier start = new CyclicBarrier(16);
            List<Future<T>> results = IntStream.range(0, 16)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return call.call();
                    }))
                    .toList();
            Set<T> distinct = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
            for (Future<T> result : results) {
                distinct.add(result.get(10, TimeUnit.SECONDS));
            }
            return distinct;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Refuses every text. */
    public record Picky(String text) {
        static final AtomicInteger MADE = new AtomicInteger();

        public Picky {
            MADE.incrementAndGet();
            throw new IllegalArgumentException("picky");
        }
    }

    @Test
    void a_conversion_that_fails_fails_once_and_for_all() throws Exception {
        Picky.MADE.set(0);
        Message shared = Message.of("m").with("text", "x").shared();
        Set<Class<?>> failures = new HashSet<>(onManyThreads(() -> failure(shared)));
        assertThat(failures).containsExactly(JsonException.class);
        assertThat(Picky.MADE).hasValue(1);
    }

    private static Class<?> failure(Message message) {
        try {
            return message.as(Picky.class).getClass();
        } catch (JsonException e) {
            return e.getClass();
        }
    }

    @Test
    void an_error_while_converting_reaches_those_who_wait() {
        SharedConversions conversions = new SharedConversions();
        assertThatThrownBy(() -> conversions.get(Counted.class, () -> {
                    throw new AssertionError("broken class");
                }))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> conversions.get(Counted.class, () -> new Counted("x")))
                .isInstanceOf(JsonException.class)
                .hasRootCauseMessage("broken class");
    }

    @Test
    void records_enums_and_immutable_types_of_the_jdk_are_shared_and_nothing_else() {
        for (Class<?> type : List.of(Counted.class, Size.class, String.class, Long.class, UUID.class, Instant.class)) {
            assertThat(SharedConversions.accepts(type)).as(type.getName()).isTrue();
        }
        for (Class<?> type :
                List.of(Bean.class, Map.class, List.class, Object.class, byte[].class, java.util.Date.class)) {
            assertThat(SharedConversions.accepts(type)).as(type.getName()).isFalse();
        }
    }

    @Test
    void only_a_shared_message_shares() {
        Message plain = Message.of("m").with("text", "x");
        Message shared = plain.shared();
        Counted first = shared.as(Counted.class);
        assertThat(shared.as(Counted.class)).isSameAs(first);
        assertThat(plain.as(Counted.class)).isNotSameAs(plain.as(Counted.class));
        assertThat(shared.shared().as(Counted.class)).as("a fresh cache").isNotSameAs(first);
        Message detached = shared.detached();
        assertThat(detached.as(Counted.class)).isNotSameAs(detached.as(Counted.class));
        Message changed = shared.with("text", "y");
        assertThat(changed.as(Counted.class)).isNotSameAs(changed.as(Counted.class));
        assertThat(changed.as(Counted.class).text()).isEqualTo("y");
    }

    @Test
    void detached_is_the_message_itself_when_it_has_no_cache() {
        Message plain = Message.of("m").with("text", "x");
        assertThat(plain.detached()).isSameAs(plain);
        assertThat(plain.shared().detached()).isEqualTo(plain);
        Message renamed = Message.of("n", plain.shared());
        assertThat(renamed.detached())
                .isSameAs(renamed)
                .isEqualTo(Message.of("n").with("text", "x"));
    }
}
