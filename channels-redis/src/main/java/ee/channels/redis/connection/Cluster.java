package ee.channels.redis.connection;

import ee.channels.Ticker;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.config.Servers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Redis Cluster: which of its nodes has the slot of a name, and the writers to each.
 *
 * <p><b>The map</b> of slots is read when this is opened, at each {@code ping-interval}, and soon after a node has said
 * that it does not have a slot, or could not be reached. One thread does that, and tells whoever wants to know of a
 * change.
 *
 * <p>Thread-safe.
 */
public final class Cluster implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Cluster.class.getName());

    private final RedisOptions options;
    private final Ticker ticker;
    private final List<HostAndPort> seeds;
    private final JedisClientConfig config;
    private final ConcurrentHashMap<HostAndPort, Server> nodes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<HostAndPort, List<Writer>> writers = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Inlet<Runnable> sleep = new Inlet<>(0);
    private final LayerThread watch;

    private volatile SlotMap map = SlotMap.empty();
    private volatile Optional<Boolean> sharded = Optional.empty();

    /** Why no node could be asked when one was asked last; empty where one has answered. */
    private volatile String silence = "";

    private volatile boolean due;
    private volatile boolean closed;

    /** Reads the map, if there is anybody to ask, and starts the thread. */
    Cluster(RedisOptions options, Servers.Cluster servers, Ticker ticker, Pulse pulse) {
        this.options = options;
        this.ticker = ticker;
        this.seeds = servers.seeds().stream().map(ClientConfigs::address).toList();
        this.config = ClientConfigs.of(options, 0);
        renew();
        this.watch = LayerThread.start(options.alias() + "-cluster", this::run);
        pulse.beat(() -> writers.values().forEach(row -> row.forEach(Writer::watch)));
    }

    // ---- any thread

    /** The node that has a name's slot, or null if nobody is known to. */
    public @Nullable HostAndPort primary(String name) {
        return map.primary(name);
    }

    /** Who has which slot, as far as is known now. */
    public SlotMap map() {
        return map;
    }

    /** The slot of a name. */
    public static int slot(String name) {
        return JedisClusterCRC16.getSlot(name);
    }

    /** A node, to open connections of one's own. */
    public Server node(HostAndPort address) {
        return nodes.computeIfAbsent(address, node -> new Server(new Shards.Fixed(node, 0), config, true));
    }

    /** Whatever node has a name's slot when one connects. */
    public Server nodeOf(String name) {
        return new Server(new OfSlot(name), config, true);
    }

    /** Commands about a name, to whatever node has its slot. */
    public Commands commands(String name) {
        return new ClusterCommands(this, name);
    }

    /** Has somebody told when slots have moved; on the thread that has noticed, which may be kept a few seconds. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Has the map read again, soon. */
    public void renewSoon() {
        due = true;
        sleep.wake();
    }

    /** Says that a node may have gone: its writers find out, and the map is read again. */
    public void suspect(HostAndPort node) {
        writers.getOrDefault(node, List.of()).forEach(Writer::suspect);
        renewSoon();
    }

    /** The same of any node. */
    void suspectAll() {
        writers.values().forEach(row -> row.forEach(Writer::suspect));
        renewSoon();
    }

    /** Says that a node has answered, whichever it was: who pauses before an attempt to connect makes it now. */
    void reachedAny() {
        nodes.values().forEach(Server::reached);
    }

    /** What is said of a slot that nobody is known to have. */
    String unknown(int slot) {
        String why = silence;
        return "No node of the " + this + " is known to have slot " + slot + (why.isEmpty() ? "" : ": " + why);
    }

    /** Whether the nodes know sharded pub/sub; empty while none could be asked. */
    public Optional<Boolean> shardedPubSub() {
        return sharded;
    }

    /** A writer to a node for a name; null if it is closed. */
    Writer writer(HostAndPort address, String name) {
        List<Writer> row = writers.computeIfAbsent(address, this::start);
        if (closed) {
            // Either close() has seen it, or this has seen close().
            row.forEach(Writer::close);
        }
        return row.get(Math.floorMod(name.hashCode(), row.size()));
    }

    private List<Writer> start(HostAndPort address) {
        Server server = node(address);
        return IntStream.range(0, options.writer().connections())
                .mapToObj(i ->
                        new Writer(options.alias() + "-writer-" + address.getPort() + "-" + i, server, options, ticker))
                .toList();
    }

    /** A node has said who has a slot. */
    void moved(int slot, HostAndPort to) {
        synchronized (this) {
            map = map.with(slot, to);
        }
        renewSoon();
    }

    /** Says where a name is. */
    private final class OfSlot implements Server.Locator {
        private final String name;

        private OfSlot(String name) {
            this.name = name;
        }

        @Override
        public HostAndPort locate() {
            renew();
            HostAndPort found = primary(name);
            if (found == null) {
                throw new JedisConnectionException(unknown(slot(name)));
            }
            return found;
        }

        @Override
        public String toString() {
            return "cluster of " + seeds;
        }
    }

    // ---- the thread

    private void run() {
        SlotMap told = map;
        while (!closed) {
            if (!due) {
                sleep.await(options.timeouts().pingInterval().toNanos());
            }
            if (closed) {
                return;
            }
            if (due) {
                // Nodes learn of a move from each other; a moment later they know more, and nobody asks in a loop.
                pause(options.timeouts().retryMin().toNanos());
                due = false;
            }
            renew();
            SlotMap now = map;
            if (!now.same(told)) {
                told = now;
                listeners.forEach(Cluster::guarded);
                forget(now.nodes());
            }
        }
    }

    /** Whoever has the map read again meanwhile wakes the thread, and it sleeps on. */
    private void pause(long nanos) {
        long until = ticker.nanos() + nanos;
        long rest = nanos;
        while (!closed && rest > 0) {
            sleep.await(rest);
            rest = until - ticker.nanos();
        }
    }

    private static void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "A move of slots could not be followed", failed);
        }
    }

    private void forget(Set<HostAndPort> present) {
        nodes.keySet().retainAll(present);
        for (HostAndPort address : Set.copyOf(writers.keySet())) {
            if (!present.contains(address)) {
                List<Writer> gone = writers.remove(address);
                if (gone != null) {
                    gone.forEach(Writer::end);
                    gone.forEach(Writer::close);
                }
            }
        }
    }

    /** Asks one node after the other, until one answers. */
    private void renew() {
        Set<HostAndPort> candidates = new LinkedHashSet<>(seeds);
        candidates.addAll(map.nodes());
        List<String> answers = new ArrayList<>();
        for (HostAndPort candidate : candidates) {
            try {
                ask(candidate);
                if (!silent("").isEmpty()) {
                    LOG.log(Level.INFO, "The Redis {0} says again who has which slot", this);
                }
                return;
            } catch (JedisException failed) {
                answers.add(candidate + ": " + Server.reason(failed));
            }
        }
        String reasons = String.join("; ", answers);
        // Once for each time that all of them go away.
        if (silent(reasons).isEmpty() && !closed) {
            LOG.log(Level.WARNING, "No node of the Redis {0} says who has which slot: {1}", this, reasons);
        }
    }

    /** Sets why nobody answers; returns what it was before. */
    private synchronized String silent(String why) {
        String before = silence;
        silence = why;
        return before;
    }

    private void ask(HostAndPort node) {
        RedisConnection connection = new RedisConnection(node, config);
        try {
            connection.open();
            SlotMap answer = SlotMap.of(connection.ask(new CommandArguments(Command.CLUSTER).add("SLOTS")), node);
            if (sharded.isEmpty()) {
                sharded = Optional.of(knowsSharded(connection.ask(
                        new CommandArguments(Command.COMMAND).add("INFO").add("SPUBLISH"))));
            }
            synchronized (this) {
                map = answer;
            }
        } finally {
            connection.drop();
        }
    }

    private static boolean knowsSharded(@Nullable Object answer) {
        return answer instanceof List<?> commands && !commands.isEmpty() && commands.get(0) instanceof List<?>;
    }

    @Override
    public void close() {
        closed = true;
        sleep.wake();
        watch.join(options.timeouts().connect().plus(options.timeouts().read()).plusSeconds(1));
        writers.values().forEach(row -> row.forEach(Writer::end));
        writers.values().forEach(row -> row.forEach(Writer::close));
    }

    /** The nodes that it was told of. */
    @Override
    public String toString() {
        return "cluster of " + seeds + (RedisConnection.isTls(config) ? " over TLS" : "");
    }
}
