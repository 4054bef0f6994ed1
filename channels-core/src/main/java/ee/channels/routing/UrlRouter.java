package ee.channels.routing;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.NoRouteException;
import ee.channels.scope.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tries routes in order and opens the connection on the first that matches and finds nothing amiss.
 *
 * <p>A router matches what routers outside have left of the path ({@link Scope#pathRemaining()}) and adds its route's
 * parameters to theirs; of two with one name the inner wins. A route that matches but whose application knows no route
 * ({@link NoRouteException}, also through middleware) is passed over for the next one. The context path is no part of
 * what is matched.
 *
 * <p>Routes are tried one after the other: a template that does not match costs some nanoseconds, so a thousand of them
 * do not show beside a handshake.
 *
 * <p>Channels counterpart: {@code URLRouter}.
 *
 * <p>Thread-safe.
 */
public final class UrlRouter implements Application {

    private final List<Route> routes;

    private UrlRouter(List<Route> routes) {
        this.routes = routes;
    }

    /** A router that tries these routes in this order. */
    public static UrlRouter of(Route... routes) {
        return of(List.of(routes));
    }

    /** A router that tries these routes in this order; the list is copied. */
    public static UrlRouter of(List<Route> routes) {
        return new UrlRouter(List.copyOf(routes));
    }

    /**
     * A router for routes that have no order, such as annotated classes: the narrower pattern is tried first
     * ({@link PathPattern#bySpecificity()}).
     *
     * @throws ConfigurationException if two routes match the same paths; it names both
     */
    public static UrlRouter mostSpecificFirst(Collection<Route> routes) {
        List<Route> sorted = new ArrayList<>(routes);
        Comparator<PathPattern> order = PathPattern.bySpecificity();
        sorted.sort(Comparator.comparing(Route::pattern, order));
        for (int i = 1; i < sorted.size(); i++) {
            Route one = sorted.get(i - 1);
            Route other = sorted.get(i);
            if (order.compare(one.pattern(), other.pattern()) == 0) {
                throw ConfigurationException.of(
                        "Route " + other, "matches the same paths as route " + one + "; change or remove one of them");
            }
        }
        return of(sorted);
    }

    /**
     * Opens the connection on the first route that serves what is left of the scope's path.
     *
     * @throws NoRouteException if none does
     */
    @Override
    public Handler open(Scope scope, Link link) {
        String path = scope.pathRemaining();
        for (Route route : routes) {
            Optional<PathPattern.Match> match = route.pattern().match(path);
            if (match.isPresent()) {
                try {
                    return route.open(scope, link, match.get());
                } catch (NoRouteException nothingInside) {
                    // The path may still be one of the routes that follow.
                }
            }
        }
        throw new NoRouteException(path);
    }

    /**
     * The templates of all routes, those of nested routers behind their prefix, each once; routes that have none
     * ({@link PathPattern#template()}) are left out.
     */
    @Override
    public List<String> templates() {
        Set<String> templates = new LinkedHashSet<>();
        routes.forEach(route -> templates.addAll(route.templates()));
        return List.copyOf(templates);
    }

    /** The routes, in the order in which they are tried. */
    @Override
    public String toString() {
        return "UrlRouter" + routes;
    }
}
