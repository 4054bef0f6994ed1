package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryStringTest {

    @Test
    void pairs_are_decoded_in_order() {
        assertThat(QueryString.decode("a=1&b=%C3%BC&a=2+3&c&=x&d=a=b"))
                .isEqualTo(Map.of(
                        "a", List.of("1", "2 3"),
                        "b", List.of("ü"),
                        "c", List.of(""),
                        "", List.of("x"),
                        "d", List.of("a=b")));
    }

    @Test
    void nothing_and_empty_pairs_are_nothing() {
        assertThat(QueryString.decode("")).isEmpty();
        assertThat(QueryString.decode("&&")).isEmpty();
    }

    @Test
    void malformed_escapes_stand_for_themselves() {
        assertThat(QueryString.decode("a=%&b=%4&c=%zz&d=100%25%").toString())
                .isEqualTo("{a=[%], b=[%4], c=[%zz], d=[100%%]}");
        assertThat(QueryString.decode("a=%FF%C3")).isEqualTo(Map.of("a", List.of("\uFFFD\uFFFD")));
        assertThat(QueryString.decode("🎲=%F0%9F%8E%B2")).isEqualTo(Map.of("🎲", List.of("🎲")));
    }

    @Test
    void a_flood_of_parameters_is_cut_off() {
        assertThat(QueryString.decode("a&".repeat(5_000)).get("a")).hasSize(QueryString.MAX_PARAMETERS);
    }
}
