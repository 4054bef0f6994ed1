package ee.channels.conformance.server;

import java.nio.file.Path;
import java.util.List;

/** WildFly, with a base folder of its own; applications come and go through its command line. */
final class WildFlyServer extends Server {

    private final Path home;
    private final int managementPort = Installing.freePort();

    WildFlyServer(Container container, Path base) {
        super(container, base);
        home = container.home();
        Installing.copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        for (String user : List.of("ann:ann-pw:member", "root:root-pw:admin")) {
            String[] parts = user.split(":");
            run(process(List.of(
                    home.resolve("bin/add-user.sh").toString(),
                    "-a",
                    "-s",
                    "-sc",
                    base.resolve("configuration").toString(),
                    "-u",
                    parts[0],
                    "-p",
                    parts[1],
                    "-g",
                    parts[2])));
        }
    }

    @Override
    protected ProcessBuilder command() {
        ProcessBuilder builder = process(List.of(
                home.resolve("bin/standalone.sh").toString(),
                "-c",
                "standalone-full.xml",
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + Installing.freePort(),
                "-Djboss.management.http.port=" + managementPort,
                "-Djboss.node.name=" + base.getFileName()));
        builder.environment().put("JAVA_OPTS", "-Xmx512m -Djava.net.preferIPv4Stack=true");
        builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true"); // passes signals on
        return builder;
    }

    @Override
    protected boolean isUp() {
        return log().contains("WFLYSRV0025");
    }

    @Override
    public void deploy(Path war) {
        command("deploy --force " + war);
    }

    @Override
    public void undeploy(String name) {
        command("undeploy " + name + ".war");
    }

    /** Runs one command of {@code jboss-cli}. */
    String command(String command) {
        return run(process(List.of(
                home.resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=localhost:" + managementPort,
                "--command=" + command)));
    }
}
