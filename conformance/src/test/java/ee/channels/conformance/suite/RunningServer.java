package ee.channels.conformance.suite;

import ee.channels.conformance.server.Server;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.protocol.servlet5.ServletMethodExecutor;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server of the run as Arquillian's container: it is running already, and goes on when Arquillian is done.
 *
 * <p>Confined to the thread of the test.
 */
public final class RunningServer implements DeployableContainer<RunningServer.Nothing> {

    private static @Nullable Server current;

    /** Called by Arquillian. */
    public RunningServer() {}

    private static Server server() {
        Server running = current;
        if (running == null) {
            throw new IllegalStateException("No server was given; a class with @InsideTheServer has one");
        }
        return running;
    }

    /** The address of the server, with a slash at its end. */
    public static URI http() {
        return server().http();
    }

    @Override
    public Class<Nothing> getConfigurationClass() {
        return Nothing.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 6.0");
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> application) {
        try {
            File war = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "inside")
                    .resolve(application.getName())
                    .toFile();
            application.as(ZipExporter.class).exportTo(war);
            server().deploy(war.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProtocolMetaData()
                .addContext(new HTTPContext(http().getHost(), http().getPort())
                        .add(new Servlet(ServletMethodExecutor.ARQUILLIAN_SERVLET_NAME, name(application))));
    }

    @Override
    public void undeploy(Archive<?> application) {
        server().undeploy(name(application));
    }

    private static String name(Archive<?> application) {
        return application.getName().replaceFirst("\\.war$", "");
    }

    /** There is nothing to configure. */
    public static final class Nothing implements ContainerConfiguration {

        /** Called by Arquillian. */
        public Nothing() {}

        @Override
        public void validate() {}
    }

    /** Makes it known to Arquillian, by its name in {@code META-INF/services}. */
    public static final class Known implements LoadableExtension {

        /** Called by Arquillian. */
        public Known() {}

        @Override
        public void register(ExtensionBuilder builder) {
            builder.service(DeployableContainer.class, RunningServer.class);
        }
    }

    /** Gives it the server. */
    static final class Given implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            current = ServerExtension.server(context);
        }
    }
}
