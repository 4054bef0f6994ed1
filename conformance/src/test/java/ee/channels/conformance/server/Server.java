package ee.channels.conformance.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of one product: an installation with a folder and ports of its own, and the process that runs it.
 *
 * <p>Users of every installation: {@code ann} with the role {@code member}, {@code root} with {@code admin}; the
 * password is the name and {@code -pw}.
 *
 * <p>Confined to the thread of the test.
 */
public abstract class Server implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    protected final Container container;

    /** The folder of this installation. */
    protected final Path base;

    protected final int port = Installing.freePort();

    private final Map<String, String> properties = new TreeMap<>();
    private Process process;

    protected Server(Container container, Path base) {
        this.container = container;
        this.base = base;
        try {
            Files.deleteIfExists(out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Installing.empty(diary());
        set("conformance.diary", diary().toString());
    }

    /** Sets a system property of the server's virtual machine, from its next start on. */
    protected final void set(String property, String value) {
        properties.put(property, value);
    }

    /** The process that runs in the foreground until it is told to end. */
    protected abstract ProcessBuilder command();

    /** Makes a WAR available at the context path of its file name, and returns when it is, or could not be. */
    public abstract void deploy(Path war);

    /** Takes an application away, as an administrator does. */
    public abstract void undeploy(String name);

    /** Takes on nothing new, if the container has such an operation; returns when nothing is under way. */
    public void suspend() {
        throw new UnsupportedOperationException(container.label());
    }

    /** Takes on new requests again. */
    public void resume() {
        throw new UnsupportedOperationException(container.label());
    }

    /**
     * Writes sessions to a store, from the next start on.
     *
     * @param memory whether they are kept in memory as well, between any two requests
     */
    public void storeSessions(boolean memory) {
        throw new UnsupportedOperationException(container.label() + (memory ? "" : " without memory"));
    }

    /**
     * Has the server share sessions of distributable applications with the others of a cluster, from its next start on.
     *
     * @param own the port of the loopback that is this server's among those of the cluster
     */
    protected void join(Cluster cluster, int own) {
        throw new UnsupportedOperationException(container.label());
    }

    /** Whether the server is up, whatever is deployed. */
    protected abstract boolean isUp();

    public Container container() {
        return container;
    }

    /** Ends with a slash. */
    public URI http() {
        return URI.create("http://localhost:" + port + "/");
    }

    public long pid() {
        return process.pid();
    }

    /** The process of the server's own virtual machine, which the command may have started in its turn. */
    public long jvm() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(Server::isJava)
                .filter(handle -> handle.children().noneMatch(Server::isJava))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No Java runs below process " + pid()))
                .pid();
    }

    private static boolean isJava(ProcessHandle handle) {
        return handle.info().command().orElse("").endsWith("java");
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts the process and returns when the server is up. */
    public Server start() {
        ProcessBuilder command = command();
        properties.forEach((name, value) ->
                command.environment().merge("JAVA_TOOL_OPTIONS", "-D" + name + "=" + value, (a, b) -> a + " " + b));
        try {
            process = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("start of " + container.label())
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(container.label() + " ended: " + log());
                    }
                    return isUp();
                });
        return this;
    }

    /** Ends the process as a service manager does, and waits until it has ended. */
    public void stop() {
        process.destroy();
        end();
    }

    /** Ends the process without a word, as a loss of power does. */
    public void kill() {
        process.destroyForcibly();
        end();
    }

    private void end() {
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(container.label() + " does not end: " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the process has printed. */
    public String log() {
        try {
            return Files.readString(out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that the applications keep their diary in. */
    public Path diary() {
        return base.resolveSibling(base.getFileName() + ".diary");
    }

    protected Path out() {
        return base.resolveSibling(base.getFileName() + ".log");
    }

    @Override
    public void close() {
        if (isRunning()) {
            stop();
        }
    }

    /** Whether something answers over HTTP, with whatever status. */
    protected boolean answers(String path) {
        return status(path) > 0;
    }

    /** The status of a GET, or 0 if nothing answers. */
    protected int status(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(http().resolve(path)).timeout(DEADLINE).build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs a command of the distribution to its end, and returns what it printed. */
    protected String run(ProcessBuilder command) {
        try {
            Process running = command.redirectErrorStream(true).start();
            running.getOutputStream().close();
            String printed = new String(running.getInputStream().readAllBytes());
            if (running.waitFor() != 0) {
                throw new AssertionError(command.command() + " failed: " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The java of the JDK that runs the tests. */
    protected static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A process builder with the JDK of the tests, in the folder of the installation. */
    protected ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(base.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }
}
