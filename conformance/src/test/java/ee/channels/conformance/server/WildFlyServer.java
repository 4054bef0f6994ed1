package ee.channels.conformance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * WildFly, with folders of its own, to which modules can be added; applications come and go through its command line.
 */
final class WildFlyServer extends Server {

    /** For a virtual machine that is over soon. */
    private static final String QUICK = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    /** The queues of this configuration are shared as well, which nobody here asks for. */
    private static final String ALONE =
            "/subsystem=messaging-activemq/server=default/cluster-connection=my-cluster:remove";

    /** Services of a deployment have failed, or others that it needs are missing; the log says which and why. */
    private static final Pattern REFUSED = Pattern.compile("WFLYCTRL0(080|412)");

    /** Of a connection to a server that may have much to do; five seconds otherwise. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final Path home;
    private final int managementPort = Installing.freePort();

    /** To be run with the server once it has started for the first time. */
    private final List<String> scripts = new ArrayList<>();

    private String configuration = "";
    private int earlierLog;

    WildFlyServer(Container container, Path base) {
        super(container, base);
        home = base.resolve("home");
        Installing.link(container.home(), home);
        Installing.copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        configure("standalone-full.xml");
        user("ann", "member");
        user("root", "admin");
    }

    /** One that binds a layer of its own for each application, by the script that is shipped for that. */
    static Server withLayers(Container container, Path base) {
        WildFlyServer server = new WildFlyServer(container, base);
        server.scripts.add("install-own.cli");
        return server;
    }

    private void configure(String file) {
        configuration = file;
        for (String port : List.of("3528", "3529")) { // IIOP, which no system property moves
            Installing.edit(
                    base.resolve("configuration").resolve(file),
                    "port=\"" + port + "\"",
                    "port=\"" + Installing.freePort() + "\"");
        }
    }

    /** Sessions are copied from server to server. */
    @Override
    protected void join(Cluster cluster, int own) {
        configure("standalone-full-ha.xml");
        Path zip = unpackedConfig();
        Installing.write(zip.resolve("alone.cli"), ALONE);
        scripts.addAll(List.of("sessions.cli", "alone.cli"));
        offline(zip);
        set("cluster.one", "127.0.0.1");
        set("cluster.one.port", String.valueOf(cluster.ports().get(0)));
        set("cluster.two", "127.0.0.1");
        set("cluster.two.port", String.valueOf(cluster.ports().get(1)));
        set("cluster.port", String.valueOf(own));
    }

    @Override
    public Server start() {
        super.start();
        if (!scripts.isEmpty()) {
            Path zip = unpackedConfig();
            scripts.forEach(script -> script(zip.resolve(script)));
            scripts.clear(); // it is in the configuration
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
                configuration,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + Installing.freePort(),
                "-Djboss.ajp.port=" + Installing.freePort(),
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
            if (!REFUSED.matcher(String.valueOf(e.getMessage())).find()) {
                throw e;
            }
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

    /** Runs the scripts, which lie in a folder, before the server has started. */
    private void offline(Path folder) {
        StringBuilder all = new StringBuilder("embed-server --server-config=" + configuration + "\n");
        scripts.forEach(
                script -> all.append(Installing.read(folder.resolve(script))).append('\n'));
        scripts.clear();
        Path file = folder.resolve("offline.cli");
        Installing.write(file, all + "stop-embedded-server\n");
        ProcessBuilder builder =
                process(List.of(home.resolve("bin/jboss-cli.sh").toString(), "--file=" + file.getFileName()));
        builder.environment().put("JAVA_OPTS", QUICK + " -Djboss.server.base.dir=" + base);
        run(builder.directory(folder.toFile()));
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
                "--timeout=" + PATIENCE_MILLIS,
                what));
        builder.environment().put("JAVA_OPTS", QUICK);
        return builder;
    }
}
