package ee.channels.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.application.NoRouteException;
import ee.channels.application.RecordingApplication;
import ee.channels.application.RecordingLink;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeKey;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRouterTest {

    private static final ScopeKey<Integer> DEFAULT = ScopeKey.of("default", Integer.class);
    private static final ScopeKey<String> SEEN = ScopeKey.of("seen", String.class);

    private final RecordingApplication one = new RecordingApplication();
    private final RecordingApplication two = new RecordingApplication();

    // What the original's test_routing asserts.

    @ParameterizedTest
    @CsvSource({
        "/, root",
        "/foo/, literal",
        "/bar/, prefix",
        "/bar/baz/, prefix",
        "/posarg/123/, positional",
        "/kwarg/hello/, typed",
        "/defaultkwargs/, defaults",
    })
    void url_router_finds_empty_literal_regex_prefix_positional_and_typed_routes(String path, String expected) {
        Names names = new Names();
        UrlRouter router = UrlRouter.of(
                Route.path("/", names.of("root")),
                Route.path("/foo/", names.of("literal")),
                Route.regex("/bar", names.of("prefix")),
                Route.regex("^/posarg/(\\d+)/$", names.of("positional")),
                Route.path("/kwarg/{name}/", names.of("typed")),
                Route.path("/defaultkwargs/", names.of("defaults")));
        open(router, path);
        assertThat(names.opened).isEqualTo(expected);
    }

    @Test
    void url_router_hands_on_positional_and_typed_parameters() {
        open(UrlRouter.of(Route.regex("^/posarg/(\\d+)/$", one), Route.path("/order/{id:int}", two)), "/posarg/123/");
        assertThat(one.scope().pathParams()).isEqualTo(Map.of("1", "123"));
        open(UrlRouter.of(Route.path("/order/{id:int}", two)), "/order/17");
        assertThat(two.scope().pathInt("id")).isEqualTo(17);
    }

    @Test
    void url_router_hands_on_default_arguments() {
        open(UrlRouter.of(Route.path("/defaultkwargs/", one).with(DEFAULT, 42).with(SEEN, "yes")), "/defaultkwargs/");
        assertThat(one.scope().get(DEFAULT)).contains(42);
        assertThat(one.scope().get(SEEN)).contains("yes");
    }

    @Test
    void url_router_refuses_an_unknown_path_by_name() {
        assertThatThrownBy(() -> open(UrlRouter.of(Route.path("/a", one)), "/nonexistent/"))
                .isInstanceOfSatisfying(
                        NoRouteException.class, e -> assertThat(e.path()).isEqualTo("/nonexistent/"));
        assertThatThrownBy(() -> open(UrlRouter.of(), "/")).isInstanceOf(NoRouteException.class);
    }

    @Test
    void url_router_does_not_match_the_context_path_and_so_never_strips_it_twice() {
        Scope scope = Scope.builder("/app/x").contextPath("/app").build();
        UrlRouter router = UrlRouter.of(Route.prefix("/app", UrlRouter.of(Route.path("/x", one))));
        router.open(scope, new RecordingLink());
        assertThat(one.scope().pathRemaining()).isEmpty();
        assertThat(one.scope().path()).isEqualTo("/app/x");
    }

    @Test
    void url_router_nesting_merges_named_parameters_of_outer_and_inner() {
        UrlRouter router = UrlRouter.of(Route.regex(
                "^/universe/(?<universe>\\d+)/",
                UrlRouter.of(Route.regex("^/test/(?<name>\\w+)$", one), Route.path("/{name}/home", two))));
        open(router, "/universe/42/test/bar");
        assertThat(one.scope().pathParams()).containsExactly(Map.entry("universe", "42"), Map.entry("name", "bar"));
        open(router, "/universe/42/me/home");
        assertThat(two.scope().pathParams()).containsExactly(Map.entry("universe", "42"), Map.entry("name", "me"));
    }

    @Test
    void url_router_nesting_counts_positional_parameters_on() {
        UrlRouter router = UrlRouter.of(
                Route.regex("^/universe/(\\d+)/(\\w)", UrlRouter.of(Route.regex("^/test/(\\w+)/(\\d)$", one))));
        open(router, "/universe/42/x/test/bar/7");
        assertThat(one.scope().pathParams())
                .containsExactly(Map.entry("1", "42"), Map.entry("2", "x"), Map.entry("3", "bar"), Map.entry("4", "7"));
    }

    @Test
    void url_router_nesting_merges_positional_parameters_with_named_ones() {
        open(UrlRouter.of(Route.regex("^/(\\d+)", UrlRouter.of(Route.path("/{name}", one)))), "/42/bar");
        assertThat(one.scope().pathParams()).containsExactly(Map.entry("1", "42"), Map.entry("name", "bar"));
    }

    @Test
    void events_reach_the_application_that_was_found() {
        open(UrlRouter.of(Route.prefix("/a", UrlRouter.of(Route.path("/b", one)))), "/a/b")
                .text("hello");
        assertThat(one.events()).containsExactly("text hello");
    }

    @Test
    void url_router_nesting_path_goes_through_middleware() {
        Middleware marking = (scope, link, inner) -> inner.open(scope.with(SEEN, scope.pathRemaining()), link);
        UrlRouter inner = UrlRouter.of(Route.path("/test/{number:int}", one), Route.path("", two));
        UrlRouter router = UrlRouter.of(Route.prefix("/universe/{universe}", marking.around(inner)));
        open(router, "/universe/42/test/5");
        assertThat(one.scope().get(SEEN)).contains("/test/5");
        assertThat(one.scope().pathParams()).isEqualTo(Map.of("universe", "42", "number", "5"));
        open(router, "/universe/42");
        assertThat(two.scope().pathRemaining()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/universe/42/test/5/",
                "/universe/42/test/5/more",
                "/universe/42/tes",
                "/universe/42/test/x",
                "/universe"
            })
    void url_router_nesting_path_refuses_a_trailing_or_unknown_rest(String path) {
        UrlRouter router =
                UrlRouter.of(Route.prefix("/universe/{universe}", UrlRouter.of(Route.path("/test/{number:int}", one))));
        assertThatThrownBy(() -> open(router, path))
                .isInstanceOfSatisfying(
                        NoRouteException.class, e -> assertThat(e.path()).isEqualTo(path));
    }

    @Test
    void path_remaining_an_inner_router_that_finds_nothing_falls_through_to_the_next_outer_route() {
        Middleware plain = (scope, link, inner) -> inner.open(scope, link);
        UrlRouter router = UrlRouter.of(
                Route.prefix("/prefix", plain.around(UrlRouter.of(Route.path("/no-match", one)))),
                Route.prefix("/prefix", UrlRouter.of(Route.path("/stuff", two))));
        open(router, "/prefix/stuff");
        assertThat(one.scopes()).isEmpty();
        assertThat(two.scope().pathRemaining()).isEmpty();
    }

    @Test
    void a_route_that_was_passed_over_leaves_nothing_in_the_scope() {
        UrlRouter router = UrlRouter.of(
                Route.prefix("/{first}", UrlRouter.of(Route.path("/no-match", one)))
                        .with(DEFAULT, 1),
                Route.path("/{second}/stuff", two));
        open(router, "/a/stuff");
        assertThat(two.scope().pathParams()).isEqualTo(Map.of("second", "a"));
        assertThat(two.scope().get(DEFAULT)).isEmpty();
    }

    @Test
    void other_exceptions_are_not_taken_for_a_missing_route() {
        Application broken = (scope, link) -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> open(UrlRouter.of(Route.path("/x", broken), Route.path("/x", one)), "/x"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_first_match_wins() {
        open(UrlRouter.of(Route.path("/{any}", one), Route.path("/x", two)), "/x");
        assertThat(one.scopes()).hasSize(1);
        assertThat(two.scopes()).isEmpty();
    }

    @Test
    void the_inner_parameter_wins_over_an_outer_one_of_its_name() {
        open(UrlRouter.of(Route.prefix("/{id}", UrlRouter.of(Route.path("/{id}", one)))), "/outer/inner");
        assertThat(one.scope().pathParam("id")).isEqualTo("inner");
    }

    @Test
    void routes_may_share_a_middleware_without_a_prefix() {
        Middleware marking = (scope, link, inner) -> inner.open(scope.with(SEEN, "yes"), link);
        UrlRouter router = UrlRouter.of(
                Route.prefix("/", marking.around(UrlRouter.of(Route.path("/a", one)))), Route.path("/b", two));
        open(router, "/a");
        open(router, "/b");
        assertThat(one.scope().get(SEEN)).contains("yes");
        assertThat(two.scope().get(SEEN)).isEmpty();
        assertThat(router.templates()).containsExactly("/a", "/b");
    }

    @Test
    void templates_are_those_of_all_routes_each_once() {
        UrlRouter router = UrlRouter.of(
                Route.path("/x/{id:int}", one),
                Route.path("/x/{slug:slug}", one),
                Route.path("/x/new", one),
                Route.path("/files/{rest:path}", one),
                Route.regex("^/y$", one),
                Route.regex("^/z", UrlRouter.of(Route.path("/inside", one))));
        assertThat(router.templates()).containsExactly("/x/{p0}", "/x/new");
    }

    @Test
    void templates_of_nested_routers_stand_behind_their_prefix() {
        Middleware plain = (scope, link, inner) -> inner.open(scope, link);
        UrlRouter inner = UrlRouter.of(
                Route.path("/a/{x}", one),
                Route.prefix("/deep/{y}", UrlRouter.of(Route.path("/b/{z}", one), Route.path("/slash/", one))),
                Route.path("/slash/", one),
                Route.path("", one));
        UrlRouter router = UrlRouter.of(
                Route.prefix("/api/{tenant}", plain.around(inner)),
                Route.prefix("/plain", inner),
                Route.prefix("/tea and cake", inner),
                Route.prefix("/other", one));
        assertThat(router.templates())
                .containsExactly(
                        "/api/{p0}/a/{p1}",
                        "/api/{p0}/deep/{p1}/b/{p2}",
                        "/plain/a/{p0}",
                        "/plain/deep/{p0}/b/{p1}",
                        "/plain/slash/");
    }

    @Test
    void most_specific_first_tries_the_narrower_route_first() {
        Names names = new Names();
        UrlRouter router =
                UrlRouter.mostSpecificFirst(Stream.of("/x/{rest:path}", "/x/{a}", "/x/{a:slug}", "/x/{a:int}", "/x/new")
                        .map(template -> Route.path(template, names.of(template)))
                        .toList());
        Map.of(
                        "/x/new",
                        "/x/new",
                        "/x/7",
                        "/x/{a:int}",
                        "/x/seven",
                        "/x/{a:slug}",
                        "/x/é",
                        "/x/{a}",
                        "/x/a/b",
                        "/x/{rest:path}")
                .forEach((path, template) -> {
                    open(router, path);
                    assertThat(names.opened).isEqualTo(template);
                });
    }

    @Test
    void invalid_routes_two_that_match_the_same_paths_are_refused_by_both_names() {
        Route tea = Route.path("/x/{a}", one).named("org.example.Tea");
        Route cake = Route.path("/x/{b}", two).named("org.example.Cake");
        assertThatThrownBy(() -> UrlRouter.mostSpecificFirst(List.of(tea, Route.path("/y", one), cake)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/x/{a} (org.example.Tea)")
                .hasMessageContaining("/x/{b} (org.example.Cake)");
    }

    @Test
    void two_routes_of_one_template_but_different_types_both_work() {
        UrlRouter router =
                UrlRouter.mostSpecificFirst(List.of(Route.path("/x/{slug:slug}", two), Route.path("/x/{id:int}", one)));
        open(router, "/x/12");
        open(router, "/x/twelve");
        assertThat(one.scope().pathParam("id")).isEqualTo("12");
        assertThat(two.scope().pathParam("slug")).isEqualTo("twelve");
        assertThat(router.templates()).containsExactly("/x/{p0}");
    }

    @Test
    void a_thousand_routes_are_tried_to_the_last() {
        UrlRouter router = UrlRouter.of(Stream.concat(
                        IntStream.range(0, 1000).mapToObj(i -> Route.path("/ws/r" + i + "/{id:int}", one)),
                        Stream.of(Route.path("/ws/{name}/{id:int}", two)))
                .toList());
        open(router, "/ws/r1000/5");
        assertThat(two.scope().pathParams()).isEqualTo(Map.of("name", "r1000", "id", "5"));
    }

    @Test
    void a_route_is_shown_by_its_pattern_and_name() {
        assertThat(UrlRouter.of(Route.path("/a", one), Route.regex("^/b", one).named("B")))
                .hasToString("UrlRouter[/a, ^/b (B)]");
    }

    private static Handler open(Application application, String path) {
        return application.open(Scope.builder(path).build(), new RecordingLink());
    }

    /** Applications that leave their name behind. */
    private static final class Names {
        private String opened = "";

        Application of(String name) {
            RecordingApplication application = new RecordingApplication();
            return (Scope scope, Link link) -> {
                opened = name;
                return application.open(scope, link);
            };
        }
    }
}
