package ee.channels.jakarta;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerContainer;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Starts a WebSocket engine that sees no reason to: Tyrus, of GlassFish and Payara, begins only where it finds an
 * endpoint in the WAR, and ours is none of the WAR's when the library lies on the server.
 *
 * <p>Then its initializer is told of our endpoint, as the container would have told it. Engines that are there already,
 * or that are started otherwise, are left alone.
 *
 * <p>Confined to the deploying thread.
 */
final class EngineStart {

    private EngineStart() {}

    static void ifAsleep(ServletContext context) throws ServletException {
        ClassLoader application = context.getClassLoader();
        if (application.equals(ConsumerEndpoint.class.getClassLoader())
                || context.getAttribute(ServerContainer.class.getName()) != null) {
            return;
        }
        for (ServletContainerInitializer initializer :
                ServiceLoader.load(ServletContainerInitializer.class, application)) {
            if (wantsEndpoints(initializer)) {
                Set<Class<?>> ours = new HashSet<>(); // Tyrus takes classes out of it
                ours.add(ConsumerEndpoint.class);
                initializer.onStartup(ours, context);
            }
        }
    }

    private static boolean wantsEndpoints(ServletContainerInitializer initializer) {
        HandlesTypes types = initializer.getClass().getAnnotation(HandlesTypes.class);
        return types != null && List.of(types.value()).contains(Endpoint.class);
    }
}
