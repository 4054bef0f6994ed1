package ee.channels.jakarta;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Starts a WebSocket engine that sees no reason to: Tyrus, of GlassFish and Payara, begins only where it finds an
 * endpoint in the WAR, and ours is none of the WAR's when the library lies on the server.
 *
 * <p>Then its initializer is told of our endpoint, as the container would have told it. Engines that are there already,
 * that the container is about to start, or that are started otherwise, are left alone: Tyrus, started twice, listens
 * with the one and is asked for the other, and answers 404.
 *
 * <p>Starts Jetty's before the container does, where the library lies on the server: there initializers come in no
 * order, and Jetty's puts its filter in front of those that are registered already, ours among them. It does so once,
 * however often it is called.
 *
 * <p>Confined to the deploying thread.
 */
final class EngineStart {

    private EngineStart() {}

    /** To be called before filters are registered. */
    static void ifJetty(ServletContext context) throws ServletException {
        if (isOfApplication(context) || isThere(context)) {
            return;
        }
        for (ServletContainerInitializer initializer : engines(context)) {
            if (initializer.getClass().getName().startsWith("org.eclipse.jetty.")) {
                initializer.onStartup(new HashSet<>(), context);
            }
        }
    }

    /**
     * To be called after filters are registered.
     *
     * @param found what the container has found in the WAR; with an endpoint among it, it starts the engine by itself,
     *     before or after our initializer
     */
    static void ifAsleep(ServletContext context, Set<Class<?>> found) throws ServletException {
        if (found.stream().anyMatch(EngineStart::wakes) || isOfApplication(context) || isThere(context)) {
            return;
        }
        for (ServletContainerInitializer initializer : engines(context)) {
            Set<Class<?>> ours = new HashSet<>(); // Tyrus takes classes out of it
            ours.add(ConsumerEndpoint.class);
            initializer.onStartup(ours, context);
        }
    }

    private static boolean isOfApplication(ServletContext context) {
        return context.getClassLoader().equals(ConsumerEndpoint.class.getClassLoader());
    }

    private static boolean isThere(ServletContext context) {
        return context.getAttribute(ServerContainer.class.getName()) != null;
    }

    private static List<ServletContainerInitializer> engines(ServletContext context) {
        return ServiceLoader.load(ServletContainerInitializer.class, context.getClassLoader()).stream()
                .filter(provider -> provider.type() != ChannelsInitializer.class && wantsEndpoints(provider.type()))
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static boolean wakes(Class<?> found) {
        return Endpoint.class.isAssignableFrom(found)
                || ServerApplicationConfig.class.isAssignableFrom(found)
                || found.isAnnotationPresent(ServerEndpoint.class);
    }

    private static boolean wantsEndpoints(Class<? extends ServletContainerInitializer> initializer) {
        HandlesTypes types = initializer.getAnnotation(HandlesTypes.class);
        return types != null && List.of(types.value()).contains(Endpoint.class);
    }
}
