package ee.channels.benchmarks.contender;

import java.io.IOException;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.atmosphere.cpr.AtmosphereResource;
import org.atmosphere.cpr.AtmosphereServlet;
import org.atmosphere.cpr.BroadcasterFactory;
import org.atmosphere.handler.AbstractReflectorAtmosphereHandler;

/**
 * Atmosphere with its default broadcaster, one for each room, and no interceptors.
 *
 * <p>Thread-safe.
 */
final class AtmosphereRooms extends AbstractReflectorAtmosphereHandler {
    private static final String PATH = "/ws/";

    private final BroadcasterFactory broadcasters;

    private AtmosphereRooms(BroadcasterFactory broadcasters) {
        this.broadcasters = broadcasters;
    }

    static void deploy(Context context) {
        AtmosphereServlet servlet = new AtmosphereServlet(false, false);
        Wrapper wrapper = Tomcat.addServlet(context, "atmosphere", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.setLoadOnStartup(1);
        wrapper.addInitParameter("org.atmosphere.cpr.AtmosphereInterceptor.disableDefaults", "true");
        wrapper.addInitParameter("org.atmosphere.websocket.maxIdleTime", "-1");
        context.addServletMappingDecoded(PATH + "*", "atmosphere");
        servlet.framework()
                .addAtmosphereHandler(
                        PATH + "{room}", new AtmosphereRooms(servlet.framework().getBroadcasterFactory()), List.of());
        PostServlet.map(
                context,
                (room, text) -> servlet.framework()
                        .getBroadcasterFactory()
                        .lookup(room, true)
                        .broadcast(text));
    }

    @Override
    public void onRequest(AtmosphereResource resource) throws IOException {
        String path = resource.getRequest().getPathInfo();
        String room = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        if (resource.getRequest().getMethod().equals("GET")) {
            resource.setBroadcaster(broadcasters.lookup(room, true)).suspend();
        } else {
            broadcasters
                    .lookup(room, true)
                    .broadcast(new String(
                            resource.getRequest().getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Override
    public void destroy() {
        // the broadcasters end with the framework
    }
}
