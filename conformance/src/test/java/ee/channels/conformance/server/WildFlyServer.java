package ee.channels.conformance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * WildFly, with folders of its own, to which modules can be added; applications come and go through its command line.
 */
final class WildFlyServer extends Server {

    private static final String CONFIGURATION = "standalone-full.xml";

    private final Path home;
    private final int managementPort = Installing.freePort();
    private int earlierLog;
    private @Nullable String layer;

    WildFlyServer(Container container, Path base) {
        super(container, base);
        home = base.resolve("home");
        Installing.link(container.home(), home);
        Path configuration = base.resolve("configuration");
        Installing.copy(home.resolve("standalone/configuration"), configuration);
        for (String port : List.of("3528", "3529")) { // IIOP, which no system property moves
            Installing.edit(
                    configuration.resolve(CONFIGURATION),
                    "port=\"" + port + "\"",
                    "port=\"" + Installing.freePort() + "\"");
        }
        user("ann", "member");
        user("root", "admin");
    }

    /** One that binds a layer of its own for each application, by the script that is shipped for that. */
    static Server withLayers(Container container, Path base) {
        WildFlyServer server = new WildFlyServer(container, base);
        server.layer = "install-own.cli";
        return server;
    }

    @Override
    public Server start() {
        super.start();
        if (layer != null) {
            script(unpackedConfig().resolve(layer));
            layer = null; // it is in the configuration
        }
        return this;
    }

    /** The folder in the zip of {@code wildfly-config}. */
    Path unpackedConfig() {
        return Installing.unpack(Path.of(System.getProperty("wildfly.config")), base.resolve("zip"));
    }

    /** What {@code add-user.sh -a} writes, which takes seconds for each. */
    private void user(String name, String role) {
        try {
            String secret = name + ":ApplicationRealm:" + name + "-pw";
            byte[] hash = MessageDigest.getInstance("MD5").digest(secret.getBytes(StandardCharsets.UTF_8));
            append("application-users.properties", name + "=" + HexFormat.of().formatHex(hash));
            append("application-roles.properties", name + "=" + role);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void append(String file, String line) throws IOException {
        Files.writeString(base.resolve("configuration").resolve(file), "\n" + line + "\n", StandardOpenOption.APPEND);
    }

    @Override
    protected ProcessBuilder command() {
        earlierLog = Files.exists(out()) ? log().length() : 0;
        ProcessBuilder builder = process(List.of(
                home.resolve("bin/standalone.sh").toString(),
                "-c",
                CONFIGURATION,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + Installing.freePort(),
                "-Djboss.management.http.port=" + managementPort,
                "-Djboss.node.name=" + base.getFileName()));
        builder.environment().put("JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -Djava.net.preferIPv4Stack=true");
        builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true"); // passes signals on
        return builder;
    }

    /** Started, or started with what failed named in the log. */
    @Override
    protected boolean isUp() {
        String since = log().substring(earlierLog);
        return since.contains("WFLYSRV0025") || since.contains("WFLYSRV0026");
    }

    @Override
    public void deploy(Path war) {
        try {
            cli("deploy --force " + war);
        } catch (AssertionError e) {
            // it could not be deployed; why is in the log
        }
    }

    @Override
    public void undeploy(String name) {
        cli("undeploy " + name + ".war");
    }

    @Override
    public void suspend() {
        cli(":suspend(suspend-timeout=10)");
    }

    @Override
    public void resume() {
        cli(":resume");
    }

    /** Runs a script of {@code jboss-cli} in the folder that it lies in. */
    void script(Path script) {
        run(jboss("--file=" + script.getFileName()).directory(script.getParent().toFile()));
    }

    /** Runs a command of {@code jboss-cli}. */
    private void cli(String command) {
        run(jboss("--command=" + command));
    }

    private ProcessBuilder jboss(String what) {
        ProcessBuilder builder = process(List.of(
                home.resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=localhost:" + managementPort,
                what));
        builder.environment().put("JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"); // it is over soon
        return builder;
    }
}
