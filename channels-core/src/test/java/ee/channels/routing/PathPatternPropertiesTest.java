package ee.channels.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.ChannelsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;

/** What holds for every template and every path. */
class PathPatternPropertiesTest {

    @Property
    void any_text_as_a_template_is_a_pattern_or_refused_by_name(@ForAll String text) {
        patternOf(text);
        patternOf("/" + text);
    }

    @Property
    void templates_that_almost_are_one_are_patterns_or_refused_by_name(@ForAll("templates") String template) {
        patternOf(template).ifPresent(pattern -> {
            assertThat(pattern.toString()).isEqualTo(template);
            assertThat(PathPattern.bySpecificity().compare(pattern, PathPattern.of(template)))
                    .isZero();
            pattern.template().ifPresent(engines -> assertThat(engines).matches("(/([A-Za-z0-9._~-]*|\\{p\\d+}))+"));
        });
    }

    @Property
    void every_pattern_takes_every_path(@ForAll("templates") String template, @ForAll String rest) {
        patternOf(template)
                .flatMap(pattern -> pattern.match("/" + rest))
                .ifPresent(match -> assertThat(match.remaining()).isEmpty());
    }

    @Property
    void a_room_of_any_name_without_a_slash_is_found_again(@ForAll @NotEmpty String room) {
        Assume.that(room.indexOf('/') < 0 && room.length() < 2000);
        assertThat(PathPattern.of("/ws/{room}").match("/ws/" + room))
                .contains(new PathPattern.Match(Map.of("room", room), ""));
    }

    @Property
    void a_prefix_and_its_rest_are_the_path(@ForAll("paths") String path) {
        PathPattern.prefix("/a/{b}")
                .match(path)
                .ifPresent(match -> assertThat("/a/" + match.params().get("b") + match.remaining())
                        .isEqualTo(path));
    }

    @Property
    void specificity_is_an_order(
            @ForAll("templates") String a, @ForAll("templates") String b, @ForAll("templates") String c) {
        List<PathPattern> three = List.of(a, b, c).stream()
                .map(PathPatternPropertiesTest::patternOf)
                .flatMap(Optional::stream)
                .toList();
        Assume.that(three.size() == 3);
        var order = PathPattern.bySpecificity();
        int ab = Integer.signum(order.compare(three.get(0), three.get(1)));
        int bc = Integer.signum(order.compare(three.get(1), three.get(2)));
        assertThat(Integer.signum(order.compare(three.get(1), three.get(0)))).isEqualTo(-ab);
        if (ab == bc) {
            assertThat(Integer.signum(order.compare(three.get(0), three.get(2))))
                    .isEqualTo(ab);
        }
    }

    @Provide
    Arbitrary<String> templates() {
        return Arbitraries.of("x", "y", "{a}", "{b:int}", "{c:long}", "{d:slug}", "{e:uuid}", "{f:path}", "", "{", "é")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(segments -> "/" + String.join("/", segments));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "", "ab", "🫖")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(all -> "/" + String.join("/", all));
    }

    private static Optional<PathPattern> patternOf(String template) {
        try {
            return Optional.of(PathPattern.of(template));
        } catch (ChannelsException refused) {
            assertThat(refused).hasMessageContaining(template);
            return Optional.empty();
        }
    }
}
