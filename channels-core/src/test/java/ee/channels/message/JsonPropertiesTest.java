package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a stranger sends is a value or a {@link JsonException}. */
class JsonPropertiesTest {

    /** Something to bind to, with every kind of property. */
    public record Order(int number, long big, double price, String name, List<Order> parts, Map<String, Object> more) {}

    private static <T> Optional<T> read(String json, Class<T> type) {
        try {
            return Optional.of(Json.decode(json, type));
        } catch (JsonException refused) {
            assertThat(refused).hasMessageStartingWith("Cannot read");
            return Optional.empty();
        }
    }

    @Property(tries = 300)
    void any_text_is_a_value_or_refused(@ForAll String text) {
        read(text, Map.class);
        read("\"" + text, String.class);
        read("{\"name\":\"" + text + "\"}", Order.class);
    }

    @Property
    void text_that_almost_is_json_is_a_value_or_refused(@ForAll("almostJson") String text) {
        read(text, Order.class);
        read(text, Map.class);
        read(text, List.class);
        read(text, String.class);
        read(text, Integer.class);
    }

    @Property(tries = 50)
    void sixty_four_kibibytes_of_openings_are_refused(@ForAll("openings") String opening) {
        String text = opening.repeat((1 << 16) / opening.length());
        assertThat(read(text, Map.class)).isEmpty();
        assertThat(read(text, List.class)).isEmpty();
        assertThat(read("{\"parts\":" + text, Order.class)).isEmpty();
        assertThat(read("{\"unknown\":" + text, Order.class)).isEmpty();
    }

    @Property(tries = 50)
    void numbers_of_ten_thousand_digits_are_refused(@ForAll("numbers") String number) {
        assertThat(read(number, Integer.class)).isEmpty();
        assertThat(read("{\"price\":" + number + "}", Order.class)).isEmpty();
        assertThat(read("{\"unknown\":[" + number + "]}", Order.class)).isEmpty();
    }

    @Property(tries = 200)
    void a_string_comes_back_as_it_was(@ForAll String text) {
        try {
            assertThat(read(Json.encode(text), String.class)).contains(text);
        } catch (JsonException refused) {
            assertThat(refused).hasMessageStartingWith("Cannot write");
        }
    }

    @Example
    void half_a_surrogate_pair_is_a_value_or_refused() {
        read("\"\\ud83e\"", String.class);
        read("\"\ud83e\"", String.class);
        read("{\"\\udc00\":1,\"\udc00\":2}", Map.class);
        read("{\"name\":\"\\udc00\\ud83e\"}", Order.class);
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"number\"",
                        "\"parts\"",
                        "\"more\"",
                        "\"name\"",
                        "1",
                        "-",
                        "1e9",
                        "1e400",
                        "0.5",
                        "null",
                        "true",
                        "\"\\u0000\"",
                        "\"\\ud800\"",
                        "\"",
                        " ",
                        "\\",
                        "\u2028",
                        "NaN",
                        "{\"number\":1",
                        "[{\"parts\":[",
                        "}]}",
                        "\"number\":1,")
                .list()
                .ofMaxSize(14)
                .map(tokens -> String.join("", tokens));
    }

    @Provide
    Arbitrary<String> openings() {
        return Arbitraries.of("[", "{\"a\":", "{\"parts\":[", "[[{\"\":", "{\"more\":{\"b\":[");
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.of("1", "9", "0.1", "-1.0", "1e", "1e-").map(start -> start + "7".repeat(10_000));
    }
}
