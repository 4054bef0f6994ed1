package ee.channels.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A CATALINA_BASE of its own on the real distribution, and the process that runs it. */
final class Tomcat implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 60;
    private static final String USER = "tester";

    private final Path home;
    private final Path base;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();
    private Process process;

    private Tomcat(Path home, Path base, int port) {
        this.home = home;
        this.base = base;
        this.port = port;
    }

    /** As a fresh installation has it, with its root page and its manager; on a free port, and not started. */
    static Tomcat in(Path base, int major) {
        Path home = Path.of(System.getProperty("tomcat" + major + ".home"));
        int port = freePort();
        try {
            for (String part : List.of("conf", "webapps/ROOT", "webapps/manager")) {
                copy(home.resolve(part), base.resolve(part));
            }
            for (String part : List.of("logs", "temp", "work")) {
                Files.createDirectories(base.resolve(part));
            }
            edit(base.resolve("conf/server.xml"), "port=\"8080\"", "port=\"" + port + "\"");
            edit(base.resolve("conf/server.xml"), "<Server port=\"8005\"", "<Server port=\"-1\"");
            edit(
                    base.resolve("conf/tomcat-users.xml"),
                    "</tomcat-users>",
                    "<user username=\"" + USER + "\" password=\"" + USER
                            + "\" roles=\"manager-script\"/></tomcat-users>");
            Files.writeString(
                    base.resolve("conf/logging.properties"),
                    "handlers = java.util.logging.ConsoleHandler\njava.util.logging.ConsoleHandler.level = FINE\n"
                            + "ee.channels.level = FINE\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tomcat(home, base, port);
    }

    private static void edit(Path file, String old, String replacement) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, replacement));
    }

    /** Changes a file of the installation. */
    void edit(String file, String old, String replacement) {
        try {
            edit(base.resolve(file), old, replacement);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    Path base() {
        return base;
    }

    Tomcat start() {
        Path bin = home.resolve("bin");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        bin.resolve("bootstrap.jar") + java.io.File.pathSeparator + bin.resolve("tomcat-juli.jar"),
                        "-Xmx256m",
                        "-Dcatalina.home=" + home,
                        "-Dcatalina.base=" + base,
                        "-Djava.io.tmpdir=" + base.resolve("temp"),
                        "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                        "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
                        "org.apache.catalina.startup.Bootstrap",
                        "start")
                .redirectErrorStream(true)
                .redirectOutput(base.resolve("logs/out.log").toFile());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("start of " + home).atMost(Duration.ofSeconds(90)).until(this::answers);
        return this;
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new AssertionError("Tomcat ended: " + log());
        }
        try {
            return get("").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Deploys through the manager; whether it worked. */
    boolean deploy(String path, Path war) {
        return manager("deploy?path=" + path + "&war=" + war.toUri()).startsWith("OK");
    }

    void undeploy(String path) {
        assertThat(manager("undeploy?path=" + path)).startsWith("OK");
    }

    private String manager(String command) {
        return get("manager/text/" + command).body();
    }

    HttpResponse<String> get(String path) {
        String login = Base64.getEncoder().encodeToString((USER + ":" + USER).getBytes());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/" + path))
                .header("Authorization", "Basic " + login)
                .timeout(DEADLINE);
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Client open(String path) {
        Client client = new Client();
        client.socket = http.newWebSocketBuilder()
                .connectTimeout(DEADLINE)
                .buildAsync(URI.create("ws://localhost:" + port + "/" + path), client)
                .join();
        return client;
    }

    String log() {
        try {
            return Files.readString(base.resolve("logs/out.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process as a service manager does, and waits until all is closed. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Tomcat does not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
