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
