package ee.channels.benchmarks.run;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import redis.embedded.RedisServer;

/**
 * A Redis out of Maven Central for the time of a run, which keeps nothing on disk.
 *
 * @param server as the library has it
 * @param port where it listens
 * @param pid its process
 */
record Redis(RedisServer server, int port, long pid) implements AutoCloseable {

    static Redis start() throws IOException {
        int port = Ports.free();
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no")
                .soutListener(line -> {})
                .build();
        Set<Long> before = children();
        server.start();
        Set<Long> started = children();
        started.removeAll(before);
        return new Redis(
                server, port, started.isEmpty() ? 0 : started.iterator().next());
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** What the JVM of ours is told. */
    List<String> options() {
        return List.of("-Dchannels.layer.default.url=redis://127.0.0.1:" + port + "/0");
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
