package ee.channels.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.codehaus.cargo.container.ContainerType;
import org.codehaus.cargo.container.InstalledLocalContainer;
import org.codehaus.cargo.container.configuration.ConfigurationType;
import org.codehaus.cargo.container.configuration.LocalConfiguration;
import org.codehaus.cargo.container.deployable.WAR;
import org.codehaus.cargo.container.property.GeneralPropertySet;
import org.codehaus.cargo.container.property.ServletPropertySet;
import org.codehaus.cargo.generic.DefaultContainerFactory;
import org.codehaus.cargo.generic.configuration.DefaultConfigurationFactory;

/** A real Tomcat distribution in a process of its own, with the example's WAR as its root, run by Cargo. */
final class TomcatServer implements AutoCloseable {

    private final InstalledLocalContainer container;
    private final URI uri;

    private TomcatServer(InstalledLocalContainer container, URI uri) {
        this.container = container;
        this.uri = uri;
    }

    /** Starts version 10 or 11. */
    static TomcatServer start(int major, String name) {
        String home = System.getProperty("tomcat" + major + ".home");
        String id = "tomcat" + major + "x";
        Path base = Path.of("target", "servers", name).toAbsolutePath();
        int port = freePort();
        LocalConfiguration configuration = (LocalConfiguration) new DefaultConfigurationFactory()
                .createConfiguration(id, ContainerType.INSTALLED, ConfigurationType.STANDALONE, base.toString());
        configuration.setProperty(ServletPropertySet.PORT, String.valueOf(port));
        configuration.setProperty(GeneralPropertySet.RMI_PORT, String.valueOf(freePort()));
        WAR war = new WAR(System.getProperty("example.war"));
        war.setContext("ROOT");
        configuration.addDeployable(war);
        InstalledLocalContainer container = (InstalledLocalContainer)
                new DefaultContainerFactory().createContainer(id, ContainerType.INSTALLED, configuration);
        container.setHome(home);
        container.setOutput(base.resolveSibling(name + ".log").toString());
        container.start();
        return new TomcatServer(container, URI.create("http://localhost:" + port + "/"));
    }

    URI uri() {
        return uri;
    }

    void start() {
        container.start();
    }

    void stop() {
        container.stop();
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
