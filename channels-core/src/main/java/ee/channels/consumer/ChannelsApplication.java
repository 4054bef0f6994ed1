package ee.channels.consumer;

import ee.channels.application.Application;

/**
 * Routing by program, where annotations do not do: nested routers, middleware around some of them, several applications
 * of one consumer.
 *
 * <pre>{@code
 * public class Sockets implements ChannelsApplication {
 *   @Override public Application application(Consumers consumers) {
 *     return new AccessLog().around(UrlRouter.of(
 *         Route.path("/ws/chat/{room}", consumers.of(ChatConsumer.class)),
 *         Route.prefix("/ws/admin", allowedOrigins.around(admin))));
 *   }
 * }
 * }</pre>
 *
 * <p><b>Middleware of a ChannelsApplication wraps its own routes only; annotated {@link WebSocketRoute @WebSocketRoute}
 * classes are beside it</b>, of which the deployment warns where it is around all of them. A consumer that is used here
 * carries no annotation. The routes here are tried first, so middleware around all of them that refuses before it opens
 * the inner application refuses the paths of annotated classes as well; inside a {@link ee.channels.routing.Route} it
 * does not.
 *
 * <p>The container makes one instance by the constructor without parameters and asks it once, while it deploys the
 * application. Channels counterpart: the setting {@code ASGI_APPLICATION}.
 *
 * <p>Confined to the deploying thread; what it returns is thread-safe.
 */
@FunctionalInterface
public interface ChannelsApplication {

    /** The application that serves the paths of this web application, usually a router. */
    Application application(Consumers consumers);
}
