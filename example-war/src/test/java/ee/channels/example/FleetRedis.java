package ee.channels.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Optional;
import redis.embedded.RedisServer;

/**
 * Where the channel layers of a fleet meet.
 *
 * @param url what the layers are told
 * @param own the server, unless somebody else runs it
 */
record FleetRedis(String url, Optional<RedisServer> own) implements AutoCloseable {

    /** One that runs already; if there is no URL, one of the fleet's own. */
    static FleetRedis given(String url) {
        return url.isEmpty() ? started() : new FleetRedis(url, Optional.empty());
    }

    /**
     * A real Redis out of Maven Central, on a free port, that keeps nothing on disk.
     *
     * @throws UncheckedIOException where it cannot run
     */
    static FleetRedis started() {
        int port = Fleet.freePort();
        try {
            RedisServer server = RedisServer.newRedisServer()
                    .port(port)
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .soutListener(line -> {})
                    .build();
            server.start();
            return new FleetRedis("redis://localhost:" + port, Optional.of(server));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The bundled Redis did not start (on Linux it needs libssl 3); give one with -Dredis.url", e);
        }
    }

    /** Which one it is, without its credentials. */
    String described() {
        return own.isPresent() ? url + ", a Redis of its own" : "the Redis of -Dredis.url";
    }

    /** Ends it, and starts it anew at the same port, empty. */
    void restart() {
        try {
            own.orElseThrow().stop();
            own.orElseThrow().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Halts it in the middle of whatever it does, until the answer is closed: connections stay open, nobody answers.
     */
    Halt halt() {
        try {
            Halt halt = new Halt(pid());
            halt.signal("-STOP");
            return halt;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that does not run for a while. */
    record Halt(long pid) implements AutoCloseable {

        private void signal(String name) {
            try {
                new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            signal("-CONT");
        }
    }

    /** As the server itself says. */
    private long pid() throws IOException {
        try (Socket socket = new Socket("localhost", port());
                Reader text = new InputStreamReader(socket.getInputStream(), US_ASCII);
                BufferedReader lines = new BufferedReader(text)) {
            socket.getOutputStream().write("INFO server\r\n".getBytes(US_ASCII));
            String line = lines.readLine();
            while (!line.startsWith("process_id:")) {
                line = lines.readLine();
            }
            return Long.parseLong(line.substring("process_id:".length()));
        }
    }

    private int port() {
        return own.orElseThrow().ports().get(0);
    }

    @Override
    public void close() {
        own.ifPresent(server -> {
            try {
                server.stop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
