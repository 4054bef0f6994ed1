package ee.channels.redis.queue;

import ee.channels.Ticker;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Cluster;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * Notices that a node of a Cluster has started anew, and so may have lost the groups that it had: readers are connected
 * to the nodes of their queues alone. Each is asked at every {@code ping-interval} which run of it is answering.
 *
 * <p>{@link #look} is called by one thread, and never waits; replies come on others.
 *
 * <p>Thread-safe.
 */
final class NodeWatch {
    private static final Pattern RUN = Pattern.compile("run_id:([0-9a-f]+)");

    private final Cluster cluster;
    private final Ticker ticker;
    private final long interval;
    private final Runnable restarted;
    private final ConcurrentHashMap<HostAndPort, String> runs = new ConcurrentHashMap<>();
    private long next;

    /** Begins to look at the first {@link #look}. */
    NodeWatch(Cluster cluster, Ticker ticker, RedisOptions options, Runnable restarted) {
        this.cluster = cluster;
        this.ticker = ticker;
        this.interval = options.timeouts().pingInterval().toNanos();
        this.restarted = restarted;
        this.next = ticker.nanos();
    }

    /** A name for each node that commands about it lead to. */
    static Map<HostAndPort, String> names(Cluster cluster) {
        int nodes = cluster.map().nodes().size();
        Map<HostAndPort, String> names = new HashMap<>();
        for (int i = 0; names.size() < nodes && i < 1_000_000; i++) {
            String name = "node-" + i;
            HostAndPort node = cluster.primary(name);
            if (node != null) {
                names.putIfAbsent(node, name);
            }
        }
        return names;
    }

    /** Asks, when it is time. */
    void look() {
        if (next - ticker.nanos() > 0) {
            return;
        }
        next = ticker.nanos() + interval;
        names(cluster)
                .forEach((node, name) -> Replies.then(
                        cluster.commands(name).send(new CommandArguments(Command.INFO).add("server")),
                        (reply, failure) -> {
                            if (reply instanceof byte[] text) {
                                compare(node, new String(text, StandardCharsets.UTF_8));
                            }
                        }));
    }

    private void compare(HostAndPort node, String info) {
        Matcher run = RUN.matcher(info);
        if (run.find()) {
            String before = runs.put(node, run.group(1));
            if (!run.group(1).equals(before)) {
                // The first one as well: it may be the second since somebody joined.
                restarted.run();
            }
        }
    }
}
