package ee.channels.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.CapturedLog;
import ee.channels.ConfigurationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "/ws/chat, /ws/chat",
        "/ws/chat/, /ws/chat/",
        "/, /",
        "/café, /café",
        "/ws/{room}, /ws/tea",
        "/ws/{room}/, /ws/tea/",
        "/ws/{id:int}, /ws/2147483647",
        "/ws/{id:int}, /ws/007",
        "/ws/{id:long}, /ws/9223372036854775807",
        "/ws/{slug:slug}, /ws/a-B_9",
        "/ws/{slug:slug}, /ws/azAZ09",
        "/ws/{id:uuid}, /ws/ffffffff-ffff-ffff-ffff-ffffffffffff",
        "/ws/{id:uuid}, /ws/123e4567-e89b-12d3-a456-426614174000",
        "/ws/{rest:path}, /ws/a",
        "/ws/{rest:path}, /ws/a/b/",
        "/ws/{rest:path}, /ws//",
    })
    void a_template_matches(String template, String path) {
        assertThat(PathPattern.of(template).match(path)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "/ws/chat, /ws/chat/",
        "/ws/chat/, /ws/chat",
        "/ws/chat, /ws/Chat",
        "/ws/chat, /ws/chatter",
        "/ws/chat, /ws/cha",
        "/ws/chat, /ws",
        "/ws/chat, /",
        "/ws/chat, ''",
        "/, ''",
        "/ws/{room}, /ws/",
        "/ws/{room}, /ws",
        "/ws/{room}, /ws/a/b",
        "/ws/{room}, /ws/a/",
        "/ws/{id:int}, /ws/2147483648",
        "/ws/{id:int}, /ws/99999999999999999999999",
        "/ws/{id:int}, /ws/-1",
        "/ws/{id:int}, /ws/+1",
        "/ws/{id:int}, /ws/٣",
        "/ws/{id:int}, /ws/1x",
        "/ws/{id:long}, /ws/9223372036854775808",
        "/ws/{slug:slug}, /ws/a.b",
        "/ws/{slug:slug}, /ws/é",
        "/ws/{id:uuid}, /ws/123E4567-E89B-12D3-A456-426614174000",
        "/ws/{id:uuid}, /ws/123e4567-e89b-12d3-a456-42661417400",
        "/ws/{id:uuid}, /ws/gfffffff-ffff-ffff-ffff-ffffffffffff",
        "/ws/{id:uuid}, /ws/123e4567ee89b-12d3-a456-426614174000",
        "/ws/{rest:path}, /ws/",
        "/ws/{rest:path}, /ws",
    })
    void a_template_does_not_match(String template, String path) {
        assertThat(PathPattern.of(template).match(path)).isEmpty();
    }

    @Test
    void a_parameter_takes_any_text_of_its_segment() {
        PathPattern chat = PathPattern.of("/ws/chat/{room}");
        for (String room : List.of("tea and cake", "☕🫖", "🫖".repeat(500), "a%2Fb", "line\nbreak", "..", "{room}")) {
            assertThat(chat.match("/ws/chat/" + room)).contains(new PathPattern.Match(Map.of("room", room), ""));
        }
    }

    @Test
    void parameters_come_in_the_order_of_the_path() {
        PathPattern pattern = PathPattern.of("/{z}/x/{a:int}/{m:path}");
        assertThat(pattern.match("/1/x/2/3/4").orElseThrow().params())
                .containsExactly(Map.entry("z", "1"), Map.entry("a", "2"), Map.entry("m", "3/4"));
    }

    @Test
    void the_empty_template_matches_where_nothing_is_left() {
        assertThat(PathPattern.of("").match("")).isPresent();
        assertThat(PathPattern.of("").match("/")).isEmpty();
    }

    @Test
    void a_path_over_2048_characters_matches_nothing() {
        String longest = "/" + "x".repeat(PathPattern.MAX_PATH - 1);
        for (PathPattern any : List.of(
                PathPattern.of("/{name}"),
                PathPattern.of("/{rest:path}"),
                PathPattern.prefix("/"),
                PathPattern.regex(".*"))) {
            assertThat(any.match(longest)).as(any.toString()).isPresent();
            assertThat(any.match(longest + "x")).as(any.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ws/chat, does not begin with a slash",
        "{room}, does not begin with a slash",
        "/ws/{room, brace",
        "/ws/room}, brace",
        "/ws/{a}{b}, calls a parameter \"a}{b\"",
        "/ws/x{a}, brace",
        "/ws/{a}/{a}, two parameters called \"a\"",
        "/ws/{}, calls a parameter \"\"",
        "/ws/{1st}, calls a parameter \"1st\"",
        "/ws/{room-name}, calls a parameter \"room-name\"",
        "/ws/{é}, calls a parameter \"é\"",
        "/ws/{ room }, calls a parameter \" room \"",
        "/ws/{id:integer}, unknown type \"integer\"",
        "/ws/{id:}, unknown type \"\"",
        "/ws/{id:INT}, unknown type \"INT\"",
        "/ws/{id:text}, unknown type \"text\"",
        "/ws/{id:[0-9]+}, unknown type \"[0-9]+\"",
        "/ws/{rest:path}/x, 'goes on after {rest:path}'",
        "/ws/{rest:path}/, 'goes on after {rest:path}'",
        "/ws//chat, empty segment",
        "//, empty segment",
        "/ws/../chat, segment \"..\"",
        "/ws/., segment \".\"",
        "/caf%C3%A9, percent-encoded",
    })
    void a_malformed_template_is_refused_with_its_mistake_and_what_is_allowed(String template, String mistake) {
        assertThatThrownBy(() -> PathPattern.of(template))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + template + "\"")
                .hasMessageContaining(mistake)
                .hasMessageContaining("{name:slug}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/api/", "api", "/api/{rest:path}", "//"})
    void a_malformed_prefix_is_refused(String template) {
        assertThatThrownBy(() -> PathPattern.prefix(template))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + template + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/api, /api, ''",
        "/api, /api/, /",
        "/api, /api/v1/x, /v1/x",
        "/api/{tenant}, /api/a/x, /x",
        "/, /x, /x",
        "/, '', ''",
    })
    void a_prefix_leaves_the_rest(String prefix, String path, String rest) {
        assertThat(PathPattern.prefix(prefix).match(path))
                .map(PathPattern.Match::remaining)
                .contains(rest);
    }

    @Test
    void a_prefix_ends_where_a_segment_ends() {
        assertThat(PathPattern.prefix("/api").match("/apiary")).isEmpty();
        assertThat(PathPattern.prefix("/api/{id:int}").match("/api/7x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "^/ws/\\d{4}$, /ws/2026, ''",
        "/ws/\\d{4}, /ws/2026, ''",
        "/ws/\\d{4}, /ws/2026/05, /05",
        "^/ws/\\d{4}/, /ws/2026/05, /05",
        "^/ws/\\d{4}/, /ws/2026/, ''",
        "(?i)/WS, /ws, ''",
        "^, /ws, /ws",
    })
    void a_regular_expression_matches_from_the_beginning_and_leaves_the_rest(
            String expression, String path, String rest) {
        assertThat(PathPattern.regex(expression).match(path))
                .map(PathPattern.Match::remaining)
                .contains(rest);
    }

    @ParameterizedTest
    @CsvSource({
        "^/ws/\\d{4}$, /ws/2026/05",
        "^/ws/\\d{4}$, /ws/20260",
        "/ws/\\d{4}, /ws/20260",
        "/ws, /wsx",
        "/chat, /ws/chat",
    })
    void a_regular_expression_does_not_match_inside_a_segment_or_later_in_the_path(String expression, String path) {
        assertThat(PathPattern.regex(expression).match(path)).isEmpty();
    }

    @Test
    void a_dollar_sign_does_not_pass_over_a_last_line_break() {
        assertThat(PathPattern.regex("^/ws/\\d+$").match("/ws/1\n")).isEmpty();
    }

    @Test
    void named_groups_are_parameters_and_others_are_then_not() {
        PathPattern pattern = PathPattern.regex("^/(?<year>\\d{4})/(\\w)/(?<day>\\d+)?$");
        assertThat(pattern.match("/2026/x/5").orElseThrow().params())
                .containsExactly(Map.entry("year", "2026"), Map.entry("day", "5"));
        assertThat(pattern.match("/2026/x/").orElseThrow().params()).containsExactly(Map.entry("year", "2026"));
    }

    @Test
    void groups_without_names_are_numbered() {
        assertThat(PathPattern.regex("^/posarg/(\\d+)/(x)?$")
                        .match("/posarg/123/")
                        .orElseThrow()
                        .params())
                .containsExactly(Map.entry("1", "123"));
    }

    @Test
    void what_only_looks_like_a_named_group_is_none() {
        PathPattern pattern = PathPattern.regex("^/\\Q(?<no>\\E(?<yes>x)[(?<nor>]$");
        assertThat(pattern.match("/(?<no>x<").orElseThrow().params()).containsExactly(Map.entry("yes", "x"));
    }

    @ParameterizedTest
    @CsvSource({"'^/ws/(\\d+', malformed", "ws/chat, write ^/ws/chat", "^ws/chat, write ^/ws/chat"})
    void a_malformed_regular_expression_is_refused(String expression, String mistake) {
        assertThatThrownBy(() -> PathPattern.regex(expression))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + expression + "\"")
                .hasMessageContaining(mistake);
    }

    @Test
    void a_regular_expression_that_backtracks_without_end_is_given_up_and_logged_once() {
        try (CapturedLog log = new CapturedLog(PathPattern.class)) {
            PathPattern evil = PathPattern.regex("^/((a|a?)+)+$");
            assertThat(evil.match("/" + "a".repeat(2000) + "!")).isEmpty();
            assertThat(evil.match("/" + "a".repeat(1000) + "!")).isEmpty();
            assertThat(evil.match("/aa")).as("still good for others").isPresent();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING Regular expression \"^/((a|a?)+)+$\" takes too many steps");
        }
    }

    @Test
    void a_regular_expression_that_exhausts_the_stack_is_given_up() throws Exception {
        try (CapturedLog log = new CapturedLog(PathPattern.class)) {
            PathPattern deep = PathPattern.regex("^/(?:a|b)*$");
            List<Optional<PathPattern.Match>> found = Collections.synchronizedList(new ArrayList<>());
            Runnable match = () -> found.add(deep.match("/" + "ab".repeat(1000)));
            Thread small = new Thread(null, match, "small stack", 128 * 1024);
            small.start();
            small.join(10_000);
            assertThat(found).containsExactly(Optional.empty());
            assertThat(log.lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ws/chat/{room}, /ws/chat/{p0}",
        "/x/{id:int}, /x/{p0}",
        "/x/{slug:slug}, /x/{p0}",
        "/{a}/x/{b}, /{p0}/x/{p1}",
        "/x, /x",
        "/x/, /x/",
        "/, /",
    })
    void the_engines_template_has_positions_for_names(String template, String expected) {
        assertThat(PathPattern.of(template).template()).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/x/{rest:path}", "/x/{room}/", "/tea and cake/{room}", "/café"})
    void what_no_engines_template_can_say_has_none(String template) {
        assertThat(PathPattern.of(template).template()).isEmpty();
        assertThat(PathPattern.prefix("/x").template()).isEmpty();
        assertThat(PathPattern.regex("/x").template()).isEmpty();
    }

    @Test
    void the_narrower_pattern_is_the_more_specific() {
        List<PathPattern> expected = List.of(
                PathPattern.of(""),
                PathPattern.of("/"),
                PathPattern.of("/x"),
                PathPattern.of("/x/new"),
                PathPattern.of("/x/new/{a}"),
                PathPattern.of("/x/{a:int}"),
                PathPattern.of("/x/{a:long}"),
                PathPattern.of("/x/{a:uuid}"),
                PathPattern.of("/x/{a:slug}"),
                PathPattern.of("/x/{a}"),
                PathPattern.of("/x/{a}/{b:int}"),
                PathPattern.of("/x/{a}/{b}"),
                PathPattern.of("/x/{a}/{b:path}"),
                PathPattern.of("/x/{a:path}"),
                PathPattern.prefix("/x"),
                PathPattern.of("/{a}/new"),
                PathPattern.prefix("/"),
                PathPattern.regex("/a"),
                PathPattern.regex("/b"));
        List<PathPattern> shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.sort(PathPattern.bySpecificity());
        assertThat(shuffled).isEqualTo(expected);
    }

    @Test
    void patterns_of_the_same_paths_compare_as_equal_whatever_their_parameters_are_called() {
        var order = PathPattern.bySpecificity();
        assertThat(order.compare(PathPattern.of("/x/{a}"), PathPattern.of("/x/{b}")))
                .isZero();
        assertThat(order.compare(PathPattern.regex("/x"), PathPattern.regex("/x")))
                .isZero();
        assertThat(order.compare(PathPattern.of("/x/{a}"), PathPattern.of("/x/{b:slug}")))
                .isPositive();
        assertThat(order.compare(PathPattern.of("/x"), PathPattern.prefix("/x")))
                .isNegative();
        assertThat(order.compare(PathPattern.of("/x"), PathPattern.of("/x/"))).isNotZero();
    }
}
