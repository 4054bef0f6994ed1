package ee.channels.redis.queue;

import ee.channels.message.ChannelName;
import ee.channels.redis.connection.Commands;
import ee.channels.redis.connection.Shards;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;

/**
 * Deletes the layer's keys: all groups and all queues of processes, whoever's, and the queues of those named channels
 * that were used here. The names of others cannot be told from what belongs to a layer whose prefix is longer by some
 * letters; so they stay, where the original deletes whatever begins with the prefix.
 *
 * <p>Keys are found by SCAN, so that Redis goes on meanwhile; what is written meanwhile may stay.
 *
 * <p>Thread-safe.
 */
final class Flush {
    private static final int MOST_REMEMBERED = 10_000;
    private static final int STEP = 1000;
    private static final String IN_FLIGHT = "$inflight";

    private final Shards shards;
    private final QueueKeys keys;
    private final Pattern queues;

    /** Named channels that were used here, as many as are remembered. */
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    Flush(Shards shards, QueueKeys keys) {
        this.shards = shards;
        this.keys = keys;
        this.queues = Pattern.compile(
                Pattern.quote(keys.prefix()) + "specific\\.[0-9a-f]{32}!(?:" + Pattern.quote(IN_FLIGHT) + ")?");
    }

    /** Remembers a channel. */
    void used(String channel) {
        if (!ChannelName.isProcessLocal(channel) && !used.contains(channel) && used.size() < MOST_REMEMBERED) {
            used.add(channel);
        }
    }

    /** Deletes; completes when all is gone. */
    CompletableFuture<@Nullable Object> all() {
        List<CompletableFuture<@Nullable Object>> parts = new ArrayList<>();
        for (int shard = 0; shard < shards.count(); shard++) {
            for (String channel : used) {
                String key = keys.queue(channel);
                Commands at = shards.commands(shard, key);
                parts.add(delete(at, bytes(key)));
                parts.add(delete(shards.commands(shard, key + IN_FLIGHT), bytes(key + IN_FLIGHT)));
            }
        }
        for (Commands at : servers()) {
            parts.add(scan(at, escaped(keys.groups()) + "*", Pattern.compile(".*", Pattern.DOTALL), bytes("0")));
            parts.add(scan(at, escaped(keys.prefix()) + "specific.*", queues, bytes("0")));
        }
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> null);
    }

    /** One way to each server that has keys. */
    private List<Commands> servers() {
        if (shards.cluster().isPresent()) {
            return NodeWatch.names(shards.cluster().get()).values().stream()
                    .map(name -> shards.commands(0, name))
                    .toList();
        }
        List<Commands> each = new ArrayList<>();
        for (int shard = 0; shard < shards.count(); shard++) {
            each.add(shards.commands(shard, keys.groups()));
        }
        return each;
    }

    private static CompletableFuture<@Nullable Object> scan(Commands at, String glob, Pattern wanted, byte[] cursor) {
        CommandArguments scan = new CommandArguments(Command.SCAN)
                .add(cursor)
                .add(Keyword.MATCH)
                .add(bytes(glob))
                .add(Keyword.COUNT)
                .add(STEP);
        return at.send(scan).thenCompose(reply -> {
            List<?> page = reply instanceof List<?> list ? list : List.of();
            if (page.size() < 2 || !(page.get(0) instanceof byte[] next) || !(page.get(1) instanceof List<?> found)) {
                return CompletableFuture.completedFuture(null);
            }
            // One by one: in a Cluster they are in different slots.
            List<CompletableFuture<?>> deletions = new ArrayList<>();
            for (Object key : found) {
                if (key instanceof byte[] name
                        && wanted.matcher(new String(name, StandardCharsets.UTF_8))
                                .matches()) {
                    deletions.add(delete(at, name));
                }
            }
            CompletableFuture<@Nullable Object> deleted = CompletableFuture.allOf(
                            deletions.toArray(new CompletableFuture<?>[0]))
                    .thenApply(gone -> null);
            boolean last = next.length == 1 && next[0] == '0';
            return last ? deleted : deleted.thenCompose(gone -> scan(at, glob, wanted, next));
        });
    }

    private static CompletableFuture<@Nullable Object> delete(Commands at, byte[] key) {
        return at.send(new CommandArguments(Command.UNLINK).key(key));
    }

    /** Text that means itself in a glob of Redis. */
    private static String escaped(String text) {
        return text.replaceAll("([\\\\*?\\[\\]^-])", "\\\\$1");
    }

    private static byte[] bytes(String text) {
        return Memberships.bytes(text);
    }
}
