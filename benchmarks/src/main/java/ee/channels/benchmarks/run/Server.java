package ee.channels.benchmarks.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A contender that runs, in a process of its own that ends with this one.
 *
 * <p>Confined to one thread.
 */
final class Server implements AutoCloseable {
    private static final String HEAP = "2g";
    private static final long START_SECONDS = 60;

    private final Process process;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private boolean used;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it answers; the options are for its JVM. */
    static Server start(Workshop workshop, Contender contender, Jdk jdk, List<String> options)
            throws IOException, InterruptedException {
        int port = Ports.free();
        List<String> command = new ArrayList<>();
        if (contender.isJava()) {
            command.addAll(List.of(jdk.java(), "-Xms" + HEAP, "-Xmx" + HEAP, "-XX:-UsePerfData"));
            command.addAll(options);
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add("ee.channels.benchmarks.contender.Site");
            command.addAll(List.of(contender.site, Integer.toString(port), workshop.base(port)));
        } else {
            command.addAll(List.of(workshop.physical().toString(), Integer.toString(port)));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        workshop.log(contender.label() + "-" + jdk.feature()).toFile())
                .start();
        Server server = new Server(process, port);
        server.awaitAnswer(contender.label());
        return server;
    }

    private void awaitAnswer(String name) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                get("/heap");
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        close();
        throw new IllegalStateException(name + " did not start; its log is in target/benchmarks");
    }

    /** Bytes of heap in use after a full collection; JVMs only. */
    long heap() throws IOException, InterruptedException {
        return Long.parseLong(get("/heap").strip());
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** True at the first call: whether nothing has warmed it up yet. */
    boolean isCold() {
        boolean cold = !used;
        used = true;
        return cold;
    }

    @Override
    public void close() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException ended) {
            // what matters is that it is gone
        }
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
