package ee.channels.redis.connection;

import ee.channels.Ticker;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.config.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;

/**
 * The servers that a layer's names are spread over, and the writers to each. Which shard a name belongs to is for the
 * layer to say; the writer is chosen by the name, so that the commands for one name keep their order.
 *
 * <p>Thread-safe.
 */
public final class Shards implements AutoCloseable {
    private final List<Server> servers;
    private final List<List<Writer>> writers;
    private final Pulse pulse;
    private final Optional<MasterWatch> watch;

    private final Optional<Cluster> cluster;

    private Shards(
            List<Server> servers,
            List<List<Writer>> writers,
            Pulse pulse,
            Optional<MasterWatch> watch,
            Optional<Cluster> cluster) {
        this.watch = watch;
        this.cluster = cluster;
        this.servers = servers;
        this.writers = writers;
        this.pulse = pulse;
    }

    /** Starts the writers, which connect in the background: a Redis that is away stops nobody from starting. */
    public static Shards open(RedisOptions options, Ticker ticker) {
        Pulse pulse = new Pulse(options.alias(), options.timeouts().answer().dividedBy(5));
        List<Server> servers = servers(options);
        if (options.servers() instanceof Servers.Cluster cluster) {
            return new Shards(
                    servers,
                    List.of(),
                    pulse,
                    Optional.empty(),
                    Optional.of(new Cluster(options, cluster, ticker, pulse)));
        }
        List<List<Writer>> writers = new ArrayList<>();
        for (int shard = 0; shard < servers.size(); shard++) {
            String name = options.alias() + "-writer-" + shard;
            Server server = servers.get(shard);
            writers.add(IntStream.range(0, options.writer().connections())
                    .mapToObj(i -> new Writer(name + "-" + i, server, options, ticker))
                    .toList());
        }
        writers.forEach(row -> row.forEach(writer -> pulse.beat(writer::watch)));
        return new Shards(servers, List.copyOf(writers), pulse, watch(options, servers, writers), Optional.empty());
    }

    private static Optional<MasterWatch> watch(RedisOptions options, List<Server> servers, List<List<Writer>> writers) {
        if (!(options.servers() instanceof Servers.Sentinel)) {
            return Optional.empty();
        }
        Server server = servers.get(0);
        // Before any subscriber: what is sent to the old master when its subscribers have left is lost.
        writers.get(0).forEach(writer -> server.onMove(writer::leaveFor));
        return Optional.of(new MasterWatch(options.alias(), server, options.timeouts()));
    }

    private static List<Server> servers(RedisOptions options) {
        if (options.servers() instanceof Servers.Fixed fixed) {
            return fixed.shards().stream().map(shard -> fixed(options, shard)).toList();
        }
        if (options.servers() instanceof Servers.Sentinel sentinel) {
            return List.of(new Server(
                    new SentinelLocator(sentinel, ClientConfigs.forSentinels(options, sentinel.credentials())),
                    ClientConfigs.of(options, sentinel.database()),
                    true));
        }
        Servers.Cluster cluster = (Servers.Cluster) options.servers();
        return List.of(new Server(new SeedLocator(cluster.seeds()), ClientConfigs.of(options, 0), false));
    }

    private static Server fixed(RedisOptions options, Servers.Shard shard) {
        HostAndPort address = ClientConfigs.address(shard.host());
        return new Server(new Fixed(address, shard.database()), ClientConfigs.of(options, shard.database()), true);
    }

    /** The one server there ever is. */
    record Fixed(HostAndPort address, int database) implements Server.Locator {
        @Override
        public HostAndPort locate() {
            return address;
        }

        @Override
        public String toString() {
            return address + "/" + database;
        }
    }

    /** How many there are; one at least. */
    public int count() {
        return servers.size();
    }

    /** A shard's server, to open connections of one's own. */
    public Server server(int shard) {
        return servers.get(shard);
    }

    /** The server of a shard that has a name: in a Cluster, whatever node has its slot when one connects. */
    public Server server(int shard, String name) {
        return cluster.isPresent() ? cluster.get().nodeOf(name) : servers.get(shard);
    }

    /** The Cluster, where it is one; it is a single shard. */
    public Optional<Cluster> cluster() {
        return cluster;
    }

    /** A shard's commands about a name. Not to be closed by the caller. */
    public Commands commands(int shard, String name) {
        if (cluster.isPresent()) {
            return cluster.get().commands(name);
        }
        List<Writer> row = writers.get(shard);
        return row.size() == 1 ? row.get(0) : row.get(Math.floorMod(name.hashCode(), row.size()));
    }

    /** Says that a shard's server may have gone, so that its writers find out before somebody's command does. */
    public void suspect(int shard) {
        if (cluster.isPresent()) {
            cluster.get().suspectAll();
        } else {
            writers.get(shard).forEach(Writer::suspect);
        }
    }

    /** Says that a shard's server has answered, so that who pauses before an attempt to connect to it makes it now. */
    public void reached(int shard) {
        if (cluster.isPresent()) {
            cluster.get().reachedAny();
        } else {
            servers.get(shard).reached();
        }
    }

    /** The thread that looks after the writers, and after whatever else it is told to. */
    public Pulse pulse() {
        return pulse;
    }

    /** Ends all connections and threads of writers. */
    @Override
    public void close() {
        watch.ifPresent(MasterWatch::close);
        cluster.ifPresent(Cluster::close);
        pulse.close();
        // All at once: each may be in the middle of connecting to a host that does not answer.
        writers.forEach(row -> row.forEach(Writer::end));
        writers.forEach(row -> row.forEach(Writer::close));
    }
}
