package ee.channels.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/**
 * Several Tomcats with the example, and one Redis that their channel layers meet at: what {@code -Pfleet} runs, and
 * what the tests take apart.
 */
final class Fleet implements AutoCloseable {

    private final FleetRedis redis;
    private final List<FleetNode> nodes;

    private Fleet(FleetRedis redis, List<FleetNode> nodes) {
        this.redis = redis;
        this.nodes = nodes;
    }

    /** Runs until the process is ended; {@code -Dhttp.port}, the next port, and {@code -Dredis.url} if there is one. */
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.getInteger("http.port", 8080);
        requireFree(port);
        requireFree(port + 1);
        Fleet fleet = start(FleetRedis.given(System.getProperty("redis.url", "")), Redirect.INHERIT, port, port + 1);
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-stop"));
        try {
            fleet.nodes().forEach(Fleet::awaitAnswer);
        } catch (RuntimeException | Error failed) {
            // Here and not in the hook: Maven takes this class away before hooks run.
            fleet.close();
            throw failed;
        }
        System.getLogger(Fleet.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "One chat on {0} and {1}",
                        fleet.node(0).uri(),
                        fleet.node(1).uri());
        new CountDownLatch(1).await();
    }

    /** Starts a Tomcat on each port. The layers use this Redis, which ends with the fleet if it is its own. */
    static Fleet start(FleetRedis redis, Redirect output, int... ports) {
        Path home = Path.of(System.getProperty("tomcat11.home"));
        Path war = Path.of(System.getProperty("example.war"));
        Path module = Path.of(System.getProperty("basedir"));
        List<FleetNode> nodes = new ArrayList<>();
        for (int port : ports) {
            nodes.add(FleetNode.start(
                    home, war, module, port, Map.of("channels.layer.default.url", redis.url()), output));
        }
        return new Fleet(redis, nodes);
    }

    List<FleetNode> nodes() {
        return nodes;
    }

    FleetNode node(int number) {
        return nodes.get(number);
    }

    FleetRedis redis() {
        return redis;
    }

    /** Waits until a Tomcat serves the page. */
    static void awaitAnswer(FleetNode node) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            if (!node.isAlive()) {
                throw new AssertionError("The Tomcat of " + node.uri() + " ended; its output says why");
            }
            HttpURLConnection connection =
                    (HttpURLConnection) node.uri().toURL().openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        });
    }

    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            socket.setReuseAddress(true);
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "Port " + port + " is in use; -Dhttp.port=… chooses another, and the one after it", taken);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(FleetNode::close);
        redis.close();
    }
}
