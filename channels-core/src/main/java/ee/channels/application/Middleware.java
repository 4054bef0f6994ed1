package ee.channels.application;

import ee.channels.scope.Scope;
import java.util.List;

/**
 * Stands between the outside and an application: may change the scope, refuse the handshake, and see, drop or rewrite
 * every event in ({@link ForwardingHandler}) and out ({@link ForwardingLink}).
 *
 * <pre>{@code
 * Middleware tenant = (scope, link, inner) -> inner.open(scope.with(TENANT, tenantOf(scope)), link);
 * Application app = tenant.around(router);
 * }</pre>
 *
 * <p>Channels counterpart: {@code BaseMiddleware}.
 *
 * <p>Implementations are thread-safe and keep nothing of one connection in themselves.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Opens a connection on the inner application, or does not and returns a handler of its own.
     *
     * @throws NoRouteException if the inner application does; let it pass
     */
    Handler open(Scope scope, Link link, Application inner);

    /** The application behind this middleware, reached at the same templates. */
    default Application around(Application inner) {
        Middleware self = this;
        return new Application() {
            @Override
            public Handler open(Scope scope, Link link) {
                return self.open(scope, link, inner);
            }

            @Override
            public List<String> templates() {
                return inner.templates();
            }
        };
    }

    /** A middleware that lets a connection through this one first, and through the other after it. */
    default Middleware then(Middleware inner) {
        return (scope, link, application) -> open(scope, link, inner.around(application));
    }
}
