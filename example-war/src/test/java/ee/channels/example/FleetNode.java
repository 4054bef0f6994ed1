package ee.channels.example;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Tomcat 11 in a process of its own with the example as its root, as {@code -Prun} starts it, but on a port of its
 * own and with settings of Channels.
 */
final class FleetNode implements AutoCloseable {

    private static final int STOP_SECONDS = 15;

    private final Process process;
    private final URI uri;

    private FleetNode(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts one; it answers some seconds later.
     *
     * @param home the distribution
     * @param war the example
     * @param module the example's folder; the node's files go into {@code target/fleet}, over what was there
     * @param settings system properties, such as {@code channels.layer.default.url}
     * @param output where what it says goes; each line begins with the port
     */
    static FleetNode start(Path home, Path war, Path module, int port, Map<String, String> settings, Redirect output) {
        try {
            Path base = module.resolve("target/fleet").resolve(Integer.toString(port));
            prepare(home, base);
            copy(module.resolve("src/run/tomcat/conf/server.xml"), base.resolve("conf/server.xml"));
            copy(war, base.resolve("webapps/ROOT.war"));
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-cp");
            command.add(home.resolve("bin/bootstrap.jar") + File.pathSeparator + home.resolve("bin/tomcat-juli.jar"));
            command.add("-Dcatalina.home=" + home);
            command.add("-Dcatalina.base=" + base);
            command.add("-Dhttp.port=" + port);
            command.add("-Djava.util.logging.SimpleFormatter.format=" + port + " %1$tT %4$s %3$s: %5$s%6$s%n");
            command.add("-Dorg.apache.catalina.startup.EXIT_ON_INIT_FAILURE=true");
            settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.add("org.apache.catalina.startup.Bootstrap");
            command.add("start");
            return new FleetNode(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output)
                            .start(),
                    URI.create("http://localhost:" + port + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void prepare(Path home, Path base) throws IOException {
        for (String directory : List.of("conf", "logs", "temp", "webapps")) {
            Files.createDirectories(base.resolve(directory));
        }
        copy(home.resolve("conf/catalina.properties"), base.resolve("conf/catalina.properties"));
        copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    URI uri() {
        return uri;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as a power cut would. */
    void cut() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Stops it in order: every socket is closed with 1001. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
