package ee.channels.jakarta;

import ee.channels.message.Message;
import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.apache.tomcat.websocket.server.WsSci;

/** A Tomcat on a free port with one web application, which has the given classes and nothing else. */
final class Server implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();
    private final StandardContext context;
    private final Path base;

    private Server(Builder builder) {
        try {
            base = Files.createTempDirectory("channels-tomcat");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("maxThreads", Integer.toString(builder.maxThreads));
        if (builder.naming) {
            tomcat.enableNaming();
        }
        context = builder.contextXml == null ? plain(builder) : configured(builder);
        // found on the class path as well, where it would see an application without routes
        context.setContainerSciFilter(ChannelsInitializer.class.getName());
        context.addLifecycleListener(event -> {
            if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
                configure(context, builder);
            }
        });
        builder.users.forEach((name, role) -> {
            tomcat.addUser(name, name);
            tomcat.addRole(name, role);
        });
        builder.changes.forEach(change -> change.accept(context));
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    /** At each start, as a container does that reads web.xml: a context that stops forgets all of it. */
    private static void configure(Context context, Builder builder) {
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        builder.params.forEach(context::addParameter);
        Map<ServletContainerInitializer, Set<Class<?>>> both = new LinkedHashMap<>();
        both.put(new WsSci(), Set.copyOf(builder.endpoints));
        if (builder.initialized) {
            both.put(new ChannelsInitializer(), Set.copyOf(builder.classes));
        }
        List<ServletContainerInitializer> order = new ArrayList<>(both.keySet());
        if (builder.engineLast) {
            Collections.reverse(order);
        }
        order.forEach(initializer -> context.addServletContainerInitializer(initializer, both.get(initializer)));
        builder.initializers.forEach(initializer -> context.addServletContainerInitializer(initializer, Set.of()));
    }

    private StandardContext plain(Builder builder) {
        return (StandardContext) tomcat.addContext(builder.contextPath, base.toString());
    }

    private StandardContext configured(Builder builder) {
        try {
            Path root = Files.createDirectories(base.resolve("root"));
            Files.createDirectories(base.resolve("webapps"));
            Files.copy(
                    builder.contextXml,
                    Files.createDirectories(root.resolve("META-INF")).resolve("context.xml"));
            tomcat.setAddDefaultWebXmlToWebapp(false);
            StandardContext webapp = (StandardContext) tomcat.addWebapp(builder.contextPath, root.toString());
            ((StandardJarScanner) webapp.getJarScanner()).setScanClassPath(false);
            return webapp;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Server of(Class<?>... classes) {
        return new Builder().classes(classes).start();
    }

    static Builder with(Class<?>... classes) {
        return new Builder().classes(classes);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    StandardContext context() {
        return context;
    }

    boolean isDeployed() {
        return context.getState().isAvailable();
    }

    /** What the library has started in the application. */
    Sockets sockets() {
        return ((Deployment) context.getServletContext().getAttribute(Deployment.ATTRIBUTE)).sockets();
    }

    /** Sends a message of this type to a group of the default layer, from outside of any request. */
    void send(String group, String type) {
        sockets().runtime().layers().layer("default").groupSend(group, Message.of(type));
    }

    void undeploy() {
        try {
            context.stop();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            try (var files = Files.walk(base)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Builder {
        private final List<Class<?>> classes = new ArrayList<>();
        private final List<Class<?>> endpoints = new ArrayList<>();
        private final Map<String, String> params = new LinkedHashMap<>();
        private final List<ServletContainerInitializer> initializers = new ArrayList<>();
        private final List<Consumer<Context>> changes = new ArrayList<>();
        private String contextPath = "";
        private int maxThreads = 200;
        private boolean engineLast;
        private boolean initialized = true;
        private boolean naming;
        private Path contextXml;
        private final Map<String, String> users = new LinkedHashMap<>();

        /** The engine's initializer runs after ours, so that its session listener is called before ours. */
        Builder engineLast() {
            engineLast = true;
            return this;
        }

        /** With JNDI. */
        Builder naming() {
            naming = true;
            return this;
        }

        /** With JNDI, and this file as the application's {@code META-INF/context.xml}. */
        Builder contextXml(Path file) {
            contextXml = file;
            return naming();
        }

        /** With JNDI and a resource that has these attributes: names and values by turns. */
        Builder resource(String name, String type, String... attributes) {
            changes.add(context -> {
                ContextResource resource = new ContextResource();
                resource.setName(name);
                resource.setType(type);
                resource.setAuth("Container");
                resource.setDescription("for a test");
                for (int i = 0; i < attributes.length; i += 2) {
                    resource.setProperty(attributes[i], attributes[i + 1]);
                }
                context.getNamingResources().addResource(resource);
            });
            return naming();
        }

        /** A user who may go where the role may, and whose password is the name. */
        Builder user(String name, String role) {
            users.put(name, role);
            return this;
        }

        Builder classes(Class<?>... added) {
            classes.addAll(List.of(added));
            return this;
        }

        Builder endpoints(Class<?>... added) {
            endpoints.addAll(List.of(added));
            return this;
        }

        Builder param(String name, String value) {
            params.put(name, value);
            return this;
        }

        Builder contextPath(String path) {
            contextPath = path;
            return this;
        }

        Builder maxThreads(int threads) {
            maxThreads = threads;
            return this;
        }

        /** Leaves the library's initializer to one that is added. */
        Builder uninitialized() {
            initialized = false;
            return this;
        }

        Builder initializer(ServletContainerInitializer initializer) {
            initializers.add(initializer);
            return this;
        }

        Builder change(Consumer<Context> change) {
            changes.add(change);
            return this;
        }

        Server start() {
            return new Server(this);
        }
    }
}
