package ee.channels.conformance.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two servers of a product that share their sessions, by the means of that product: it finds here what these need.
 *
 * <p>Confined to the thread of the test, but for what it does to both servers at once.
 */
public final class Cluster implements AutoCloseable {

    private final Path folder;
    private final List<Integer> ports = List.of(Installing.freePort(), Installing.freePort());
    private final List<Server> servers;
    private org.h2.tools.@Nullable Server database;

    private Cluster(Container container) {
        String name = container.name().toLowerCase(Locale.ROOT);
        folder = Installing.empty(Path.of("target", "run", name + "-shared").toAbsolutePath());
        servers = Stream.of("-one", "-two")
                .map(place -> container.install(name + place))
                .toList();
    }

    /**
     * Starts both.
     *
     * @param layer the URL of the channel layer between them
     */
    public static Cluster start(Container container, String layer) {
        Cluster cluster = new Cluster(container);
        try {
            cluster.both(server -> {
                server.join(cluster, cluster.ports.get(cluster.servers.indexOf(server)));
                server.set("channels.layer.default.url", layer);
                server.start();
            });
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    public Server one() {
        return servers.get(0);
    }

    public Server other() {
        return servers.get(1);
    }

    /** Makes a WAR available on one server after the other: the first may have a table to make. */
    public void deploy(Path war) {
        servers.forEach(server -> server.deploy(war));
    }

    private void both(Consumer<Server> what) {
        CompletableFuture.allOf(servers.stream()
                        .map(server -> CompletableFuture.runAsync(() -> what.accept(server)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** A folder that is theirs. */
    Path folder() {
        return folder;
    }

    /** Of the loopback: one for each server, where the other finds it. */
    List<Integer> ports() {
        return ports;
    }

    /** The JDBC URL of a database over TCP, for H2's driver and user {@code sa} without a password. */
    synchronized String database() {
        try {
            if (database == null) {
                database = org.h2.tools.Server.createTcpServer(
                                "-tcpPort", String.valueOf(Installing.freePort()), "-ifNotExists")
                        .start();
            }
            return "jdbc:h2:tcp://localhost:" + database.getPort() + "/mem:sessions;DB_CLOSE_DELAY=-1";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs statements in the database; one after the other, since H2 lets two at once both create what is not there.
     */
    synchronized void inDatabase(String statements) {
        try (Connection connection = DriverManager.getConnection(database(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        both(Server::close);
        if (database != null) {
            database.stop();
        }
    }
}
