package ee.channels.application;

import ee.channels.scope.Scope;
import java.util.List;

/**
 * Something that connections can be opened on: a consumer class, a router, or either of them behind middleware.
 *
 * <p>Channels counterpart: an ASGI application, {@code async def app(scope, receive, send)}.
 *
 * <p>Implementations are thread-safe: one application serves all connections, and keeps what belongs to one in the
 * handler it returns.
 */
@FunctionalInterface
public interface Application {

    /**
     * Opens one connection. Nothing may be sent yet; the first event is {@link Handler#connect()}.
     *
     * @param scope what is known of the connection
     * @param link the way back to it; good for this connection alone, until its end
     * @return what receives the connection's events, one at a time
     * @throws NoRouteException if nothing here serves the scope's path; a router outside then tries its next route
     */
    Handler open(Scope scope, Link link);

    /**
     * The JSR-356 URI templates that connections to this application can arrive at, so that the adapter can let the
     * engine upgrade them by its own means. A path that is in none of them is upgraded by the adapter itself, so an
     * application that does not know its paths returns none.
     *
     * @return templates such as {@code /ws/chat/{0}}, without duplicates; empty by default
     */
    default List<String> templates() {
        return List.of();
    }
}
