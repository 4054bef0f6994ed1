package ee.channels.conformance.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** Jetty, with a jetty.base of its own; applications come and go with their files in {@code webapps}. */
final class JettyServer extends Server {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;

    private final Path startJar;

    JettyServer(Container container, Path base) {
        super(container, base);
        startJar = container.home().resolve("start.jar");
        String level = container == Container.JETTY_EE10 ? "ee10" : "ee11";
        add("http,http2c,graceful," + level + "-deploy," + level + "-annotations," + level + "-plus," + level + "-jndi,"
                + level + "-websocket-jakarta");
        Installing.write(base.resolve("start.d/own.ini"), """
                jetty.http.host=localhost
                jetty.http.port=%d
                jetty.deploy.scanInterval=1
                jetty.sessionScavengeInterval.seconds=1
                jetty.server.tempDirectory=temp
                etc/users.xml
                """.formatted(port));
        Installing.write(base.resolve("etc/users.properties"), "ann: ann-pw, member\nroot: root-pw, admin\n");
        Installing.write(base.resolve("etc/users.xml"), """
                <?xml version="1.0"?>
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure id="Server" class="org.eclipse.jetty.server.Server">
                  <Call id="Resources" class="org.eclipse.jetty.util.resource.ResourceFactory" name="of">
                    <Arg><Ref refid="Server"/></Arg>
                    <Call id="Users" name="newResource"><Arg>etc/users.properties</Arg></Call>
                  </Call>
                  %s
                </Configure>
                """.formatted(realm("default") + realm("users")));
        try {
            Files.createDirectories(base.resolve("temp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the next start find modules of Jetty, or of the folder {@code modules}. */
    void add(String modules) {
        run(process(List.of(java(), "-jar", startJar.toString(), "--add-modules=" + modules)));
    }

    @Override
    public void storeSessions(boolean memory) {
        add("session-store-file,session-cache-hash");
        Installing.write(
                base.resolve("start.d/store.ini"), "jetty.session.evictionPolicy=" + (memory ? "-1" : "0") + "\n");
    }

    /** Sessions are written to a database at the end of a request, and read from it by a server that has them not. */
    @Override
    protected void join(Cluster cluster, int own) {
        add("ext,session-store-jdbc");
        Installing.copy(Installing.jarOf("org.h2.Driver"), base.resolve("lib/ext/h2.jar"));
        Installing.write(base.resolve("start.d/session-store-jdbc.ini"), """
                --modules=session-store-jdbc
                db-connection-type=driver
                jetty.session.jdbc.driverClass=org.h2.Driver
                jetty.session.jdbc.driverUrl=%s;USER=sa
                jetty.sessionIdManager.workerName=node%d
                """.formatted(cluster.database(), own));
    }

    /** An application finds its users by the name of its realm, which is "default" where it names none. */
    private static String realm(String name) {
        return """
                  <Call name="addBean">
                    <Arg>
                      <New class="org.eclipse.jetty.security.HashLoginService">
                        <Set name="name">%s</Set>
                        <Set name="config"><Ref refid="Users"/></Set>
                      </New>
                    </Arg>
                  </Call>
                """.formatted(name);
    }

    @Override
    protected ProcessBuilder command() {
        return process(List.of(java(), "-Xmx256m", "-jar", startJar.toString()));
    }

    @Override
    protected boolean isUp() {
        return answers("");
    }

    /** A context that is there, or could not be started, answers no 404 at its path without the slash. */
    @Override
    public void deploy(Path war) {
        Path place = webapp(war.getFileName().toString());
        String name = war.getFileName().toString().replaceFirst("\\.war$", "");
        int ends = ends(name);
        boolean again = Files.exists(place);
        try {
            Path arriving = base.resolve("temp").resolve(war.getFileName());
            Files.copy(war, arriving, StandardCopyOption.REPLACE_EXISTING);
            Files.move(arriving, place, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("deployment of " + war)
                .atMost(DEADLINE)
                .until(() -> (!again || ends(name) > ends) && status(name) != NOT_FOUND);
    }

    @Override
    public void undeploy(String name) {
        int ends = ends(name);
        try {
            Files.delete(webapp(name + ".war"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("end of " + name).atMost(DEADLINE).until(() -> ends(name) > ends);
    }

    private Path webapp(String file) {
        return base.resolve("webapps").resolve(file);
    }

    /** How often an application has been stopped. */
    private int ends(String name) {
        return (int) log().lines()
                .filter(line ->
                        line.contains(":Scanner") && line.contains(" Stopped ") && line.contains("{/" + name + ","))
                .count();
    }
}
