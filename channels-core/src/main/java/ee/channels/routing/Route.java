package ee.channels.routing;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A pattern and the application that serves the paths it matches.
 *
 * <pre>{@code
 * Application app = UrlRouter.of(
 *     Route.path("/ws/chat/{room}", chat),
 *     Route.path("/ws/order/{id:int}", orders).with(CURRENCY, "EUR"),
 *     Route.prefix("/api/{tenant:slug}", UrlRouter.of(Route.path("/events", events))));
 * }</pre>
 *
 * <p>Channels counterpart: what {@code path()} and {@code re_path()} return.
 *
 * <p>Immutable.
 */
public final class Route {

    private final PathPattern pattern;
    private final Application application;
    private final UnaryOperator<Scope> defaults;
    private final String name;

    private Route(PathPattern pattern, Application application, UnaryOperator<Scope> defaults, String name) {
        this.pattern = pattern;
        this.application = application;
        this.defaults = defaults;
        this.name = name;
    }

    /** A route for a pattern that was made before. */
    public static Route of(PathPattern pattern, Application application) {
        return new Route(pattern, application, UnaryOperator.identity(), "");
    }

    /**
     * A route for whole paths. Counterpart: {@code path(template, consumer)}.
     *
     * @param template see {@link PathPattern#of}
     * @throws ConfigurationException if the template is malformed
     */
    public static Route path(String template, Application application) {
        return of(PathPattern.of(template), application);
    }

    /**
     * A route for what a regular expression matches. Counterpart: {@code re_path(expression, consumer)}.
     *
     * @param expression see {@link PathPattern#regex}
     * @throws ConfigurationException if the expression is malformed
     */
    public static Route regex(String expression, Application application) {
        return of(PathPattern.regex(expression), application);
    }

    /**
     * A route for everything below a prefix, served by a router, or by middleware before one, that matches the rest.
     * Counterpart: {@code path(template, URLRouter(…))}.
     *
     * @param template see {@link PathPattern#prefix}; {@code "/"} where several routes only share a middleware
     * @throws ConfigurationException if the template is malformed
     */
    public static Route prefix(String template, Application application) {
        return of(PathPattern.prefix(template), application);
    }

    /**
     * This route with a value that its application finds in the scope. Counterpart: the {@code kwargs} of a route.
     *
     * @param key overrides what middleware outside may have put under it
     */
    public <T> Route with(ScopeKey<T> key, T value) {
        return new Route(pattern, application, scope -> defaults.apply(scope).with(key, value), name);
    }

    /** This route with a name for messages, such as that of the class that serves it; without one it is its pattern. */
    public Route named(String newName) {
        return new Route(pattern, application, defaults, newName);
    }

    /** What paths it serves. */
    public PathPattern pattern() {
        return pattern;
    }

    Handler open(Scope scope, Link link, PathPattern.Match match) {
        Map<String, String> params = countedOn(scope.pathParams(), match.params());
        return application.open(defaults.apply(scope.withRoute(params, match.remaining())), link);
    }

    /**
     * Groups without names are numbered through: what router and router inside matched does not overwrite each other.
     */
    private static Map<String, String> countedOn(Map<String, String> outer, Map<String, String> own) {
        if (own.isEmpty()
                || !outer.containsKey("1")
                || !isNumber(own.keySet().iterator().next())) {
            return own;
        }
        int counted = outer.keySet().stream()
                .filter(Route::isNumber)
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
        Map<String, String> params = new LinkedHashMap<>();
        own.forEach((group, value) -> params.put(Integer.toString(counted + Integer.parseInt(group)), value));
        return params;
    }

    private static boolean isNumber(String parameter) {
        return Converter.isDigit(parameter.charAt(0));
    }

    /** The engines' templates of this route, or of the routes inside it. */
    Set<String> templates() {
        if (!(pattern instanceof TemplatePattern own) || !own.isPrefix()) {
            return pattern.template().map(Set::of).orElse(Set.of());
        }
        Optional<String> prefix = own.engineTemplate();
        Set<String> joined = new LinkedHashSet<>();
        if (prefix.isPresent()) {
            application.templates().forEach(inner -> joined.add(renumbered(prefix.get() + inner)));
            // Tomcat takes no template with both a parameter and a trailing slash.
            joined.removeIf(template -> template.endsWith("/") && template.contains("{"));
        }
        return joined;
    }

    private static String renumbered(String template) {
        StringBuilder renumbered = new StringBuilder();
        int parameters = 0;
        for (String segment : List.of(template.substring(1).split("/", -1))) {
            renumbered.append('/').append(segment.startsWith("{") ? "{p" + parameters++ + "}" : segment);
        }
        return renumbered.toString();
    }

    /** The pattern, with the name where there is one. */
    @Override
    public String toString() {
        return name.isEmpty() ? pattern.toString() : pattern + " (" + name + ")";
    }
}
