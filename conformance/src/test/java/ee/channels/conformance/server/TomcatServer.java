package ee.channels.conformance.server;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Tomcat, with a CATALINA_BASE of its own; applications come and go with their files in {@code webapps}. */
final class TomcatServer extends Server {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Path home;

    TomcatServer(Container container, Path base) {
        super(container, base);
        home = container.home();
        Installing.copy(home.resolve("conf"), base.resolve("conf"));
        Path serverXml = base.resolve("conf/server.xml");
        Installing.edit(serverXml, "port=\"8080\"", "port=\"" + port + "\"");
        Installing.edit(serverXml, "<Server port=\"8005\"", "<Server port=\"-1\"");
        Installing.edit(serverXml, "<Engine ", "<Engine backgroundProcessorDelay=\"1\" ");
        Installing.edit(
                base.resolve("conf/tomcat-users.xml"),
                "</tomcat-users>",
                "<user username=\"ann\" password=\"ann-pw\" roles=\"member\"/>"
                        + "<user username=\"root\" password=\"root-pw\" roles=\"admin\"/></tomcat-users>");
        try {
            for (String folder : List.of("logs", "temp", "webapps", "work")) {
                Files.createDirectories(base.resolve(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sessions lie in files between any two requests. */
    @Override
    protected void join(Cluster cluster, int own) {
        Path context = base.resolve("conf/context.xml");
        Installing.edit(context, "</Context>", """
                <Valve className="org.apache.catalina.valves.PersistentValve"/>
                <Manager className="org.apache.catalina.session.PersistentManager">
                  <Store className="org.apache.catalina.session.FileStore" directory="%s"/>
                </Manager>
                </Context>""".formatted(cluster.folder()));
    }

    @Override
    protected ProcessBuilder command() {
        ProcessBuilder builder =
                process(List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"));
        builder.environment().put("CATALINA_HOME", home.toString());
        builder.environment().put("CATALINA_BASE", base.toString());
        builder.environment().put("CATALINA_OPTS", "-Xmx256m");
        return builder;
    }

    @Override
    protected boolean isUp() {
        return answers("");
    }

    @Override
    public void deploy(Path war) {
        Path arriving = base.resolve("temp").resolve(war.getFileName());
        Installing.copy(war, arriving);
        int before = occurrences();
        arriving.toFile()
                .renameTo(new File(
                        base.resolve("webapps").toFile(), war.getFileName().toString()));
        await("deployment of " + war).atMost(DEADLINE).until(() -> occurrences() > before);
    }

    private int occurrences() {
        return log().split("has finished in", -1).length;
    }

    @Override
    public void undeploy(String name) {
        Path webapps = base.resolve("webapps");
        try {
            Files.delete(webapps.resolve(name + ".war"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("end of " + name).atMost(DEADLINE).until(() -> !Files.exists(webapps.resolve(name)));
    }
}
