package ee.channels.example;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** Ends it, and starts it anew at the same port, empty. */
    void restart() {
        try {
            own.orElseThrow().stop();
            own.orElseThrow().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Halts it in the middle of whatever it does: connections stay open, and nothing answers. */
    void hang() {
        signal("-STOP");
    }

    /** Lets it go on after {@link #hang}. */
    void goOn() {
        signal("-CONT");
    }

    private void signal(String name) {
        int port = own.orElseThrow().ports().get(0);
        long pid = ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains("redis-server") && line.contains(":" + port))
                        .isPresent())
                .findFirst()
                .orElseThrow()
                .pid();
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
        own.ifPresent(server -> {
            try {
                server.stop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
