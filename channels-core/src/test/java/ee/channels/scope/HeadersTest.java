package ee.channels.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ChannelsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {

    @Test
    void many_at_once_are_the_same_as_one_after_the_other() {
        Headers many = Headers.of(Map.of("Host", List.of("a"), "Cookie", List.of("b=1", "c=2")));

        assertThat(many).isEqualTo(Headers.of("host", "a").with("Cookie", "b=1").with("cookie", "c=2"));
        assertThat(many.all("COOKIE")).containsExactly("b=1", "c=2");
    }

    @Test
    void names_that_differ_in_case_alone_are_one() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("X-Tag", List.of("a"));
        values.put("x-tag", List.of("b"));

        assertThat(Headers.of(values).all("X-TAG")).containsExactly("a", "b");
    }

    @Test
    void what_is_given_later_changes_nothing() {
        Map<String, List<String>> values = new LinkedHashMap<>(Map.of("X-Tag", List.of("a")));
        Headers headers = Headers.of(values);

        values.put("X-Tag", List.of("b"));

        assertThat(headers.first("X-Tag")).contains("a");
    }

    @Test
    void no_line_can_be_forged() {
        assertThatThrownBy(() -> Headers.of(Map.of("X-Tag", List.of("a\r\nSet-Cookie: b=1"))))
                .isInstanceOf(ChannelsException.class)
                .hasMessageContaining("X-Tag");
        assertThatThrownBy(() -> Headers.of(Map.of("X Tag", List.of("a")))).isInstanceOf(ChannelsException.class);
        assertThatThrownBy(() -> Headers.of("X-Tag", "a\nb")).isInstanceOf(ChannelsException.class);
    }

    @Test
    void it_can_be_asked_before_what_is_a_name_and_what_is_a_value() {
        assertThat(List.of("Host", "x-1_~|", "!#$%&'*+-.^_`|~")).allMatch(Headers::isName);
        assertThat(List.of("", "X Tag", "X:", "Über", "X\u0000")).noneMatch(Headers::isName);
        assertThat(List.of("", "a\tb", "Größe", "\u0080")).allMatch(Headers::isValue);
        assertThat(List.of("a\nb", "\r", "\u0000", "\u007f")).noneMatch(Headers::isValue);
    }
}
