package ee.channels.benchmarks.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * One contender on a Tomcat, until the standard input ends: {@code Site NAME PORT DIRECTORY}. A parent that dies takes
 * it along.
 *
 * <p>The server is the same for all of them; what differs from its defaults lets 10,000 sockets in and keeps the
 * connection that posts.
 */
public final class Site {

    private static final Map<String, Consumer<Context>> CONTENDERS = Map.of(
            "raw", RawEndpoint::deploy,
            "limit", LimitEndpoint::deploy,
            "ours", ForwardingConsumer::deploy,
            "stomp", StompApplication::deploy,
            "atmosphere", AtmosphereRooms::deploy);

    private Site() {}

    /** Serves until the standard input ends. */
    public static void main(String[] arguments) throws IOException, LifecycleException {
        Path base = Path.of(arguments[2]);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setConnector(connector(Integer.parseInt(arguments[1])));
        Context context = context(tomcat, base, CONTENDERS.get(arguments[0]));
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new IllegalStateException(arguments[0] + " is not deployed; see the log");
        }
        while (System.in.read() >= 0) {
            // nothing is said here
        }
        // Not stopped in order: 10,000 sockets would be closed one by one. A recording of the JVM is written at its
        // exit.
        System.exit(0);
    }

    private static Connector connector(int port) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "4096");
        connector.setProperty("maxKeepAliveRequests", "-1");
        return connector;
    }

    private static Context context(Tomcat tomcat, Path base, Consumer<Context> contender) {
        StandardContext context = (StandardContext) tomcat.addContext("", base.toString());
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
        context.addLifecycleListener(event -> {
            if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
                Tomcat.addServlet(context, "default", new DefaultServlet()).setOverridable(true);
                context.addServletMappingDecoded("/", "default");
                Tomcat.addServlet(context, "heap", new HeapServlet());
                context.addServletMappingDecoded("/heap", "heap");
                context.addServletContainerInitializer(new WsSci(), java.util.Set.of());
                contender.accept(context);
            }
        });
        return context;
    }
}
