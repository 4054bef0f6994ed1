package ee.channels.redis.queue;

import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.redis.connection.Commands;
import ee.channels.redis.connection.Shards;
import ee.channels.redis.wire.ShardHash;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The memberships that this process has made: what stands about them in Redis follows what stands here.
 *
 * <p><b>Concurrency.</b> Any method from any thread. One lock guards the tables, and commands are handed in under it,
 * so that those about one group go out in the order in which the tables changed, and no renewal brings back who has
 * left. Replies are looked at without it.
 *
 * <p><b>Away.</b> What Redis could not be told of is remembered and told by {@link #restore}. Who left while it was
 * away is remembered for a hundred thousand memberships; those beyond end with the group expiry.
 *
 * <p>Thread-safe.
 */
final class Memberships {
    private static final Logger LOG = System.getLogger(Memberships.class.getName());
    private static final int MOST_OWED = 100_000;
    private static final int MOST_AT_ONCE = 1000;

    private final Shards shards;
    private final Scripts scripts;
    private final QueueKeys keys;
    private final QueueClock clock;
    private final String own;
    private final Predicate<String> isRead;

    /** Group to channel to the time of joining. */
    private final Map<String, Map<String, Double>> members = new HashMap<>();

    /** Channel to its groups. */
    private final Map<String, Set<String>> groups = new HashMap<>();

    /** Mark to the groups with members here. */
    private final Map<Integer, Set<String>> marks = new HashMap<>();

    /** Group to channels that left when Redis could not be told. */
    private final Map<String, Set<String>> owed = new LinkedHashMap<>();

    private int owing;

    /** Groups whose newest members may not be known to Redis. */
    private final Set<String> unconfirmed = new HashSet<>();

    /**
     * No memberships.
     *
     * @param own what the names of this process's channels begin with
     * @param isRead whether a channel has a reader here, or may yet get one as a new name: its memberships do not
     *     expire
     */
    Memberships(
            Shards shards, Scripts scripts, QueueKeys keys, QueueClock clock, String own, Predicate<String> isRead) {
        this.shards = shards;
        this.scripts = scripts;
        this.keys = keys;
        this.clock = clock;
        this.own = own;
        this.isRead = isRead;
    }

    /**
     * What a message to a group is marked with, so that its receivers can tell which of their groups it was sent to.
     */
    static int mark(String group) {
        CRC32 crc = new CRC32();
        crc.update(group.getBytes(StandardCharsets.US_ASCII));
        return (int) crc.getValue();
    }

    /** Where a group's members stand. */
    int shard(String group) {
        return ShardHash.shard(group, shards.count());
    }

    /** Who takes commands about a group. */
    Commands commands(String group) {
        return shards.commands(shard(group), keys.group(group));
    }

    // ---- joining and leaving

    /** Puts a channel into a group; completes when Redis knows, with how many members that made. */
    CompletableFuture<@Nullable Object> join(String group, String channel) {
        double now = clock.next();
        synchronized (this) {
            record(group, channel, now);
            forgive(group, channel);
            return enter(group, now, List.of(channel));
        }
    }

    /** Forgets a joining that Redis refused. */
    synchronized void withdraw(String group, String channel) {
        erase(group, channel);
    }

    /** Says that Redis may not know the newest members of a group. */
    synchronized void unconfirmed(String group) {
        if (members.containsKey(group)) {
            unconfirmed.add(group);
        }
    }

    /** Takes a channel out of a group. */
    CompletableFuture<@Nullable Object> leave(String group, String channel) {
        CompletableFuture<@Nullable Object> reply;
        synchronized (this) {
            erase(group, channel);
            reply = exit(group, List.of(channel));
        }
        return oweIfUnavailable(reply, group, List.of(channel));
    }

    /** Takes a channel out of all groups that it was put into here. */
    List<CompletableFuture<@Nullable Object>> end(String channel) {
        List<CompletableFuture<@Nullable Object>> replies = new ArrayList<>(0);
        List<String> left;
        synchronized (this) {
            left = List.copyOf(groups.getOrDefault(channel, Set.of()));
            for (String group : left) {
                erase(group, channel);
                replies.add(exit(group, List.of(channel)));
            }
        }
        for (int i = 0; i < left.size(); i++) {
            replies.set(i, oweIfUnavailable(replies.get(i), left.get(i), List.of(channel)));
        }
        return replies;
    }

    /** Takes out all channels of this process alone; for the end of the layer. */
    List<CompletableFuture<@Nullable Object>> endAll() {
        List<String> channels;
        synchronized (this) {
            channels = groups.keySet().stream()
                    .filter(channel -> channel.startsWith(own))
                    .toList();
        }
        return channels.stream().flatMap(channel -> end(channel).stream()).toList();
    }

    /** Forgets everything, without a word to Redis. */
    synchronized void clear() {
        members.clear();
        groups.clear();
        marks.clear();
        owed.clear();
        owing = 0;
        unconfirmed.clear();
    }

    private CompletableFuture<@Nullable Object> oweIfUnavailable(
            CompletableFuture<@Nullable Object> reply, String group, List<String> channels) {
        Replies.then(reply, (left, failure) -> {
            if (failure instanceof ChannelLayerUnavailableException) {
                owe(group, channels);
            }
        });
        return reply;
    }

    private synchronized void owe(String group, List<String> channels) {
        for (String channel : channels) {
            boolean back = members.getOrDefault(group, Map.of()).containsKey(channel);
            if (!back
                    && owing < MOST_OWED
                    && owed.computeIfAbsent(group, first -> new LinkedHashSet<>())
                            .add(channel)) {
                owing++;
            }
        }
    }

    // ---- for whoever looks after them

    /** Whether there is something that Redis could not be told of. */
    synchronized boolean isOwing(int shard) {
        return unconfirmed.stream().anyMatch(group -> shard(group) == shard)
                || owed.keySet().stream().anyMatch(group -> shard(group) == shard);
    }

    /** What {@link #restore} has to wait for, and what it will have put right. */
    record Restoration(Set<String> confirmed, CompletableFuture<Void> done) {}

    /** Tells Redis of all memberships in a shard, and of those who left and are owed. */
    Restoration restore(int shard) {
        List<CompletableFuture<@Nullable Object>> replies = new ArrayList<>();
        Set<String> confirmed = new HashSet<>();
        List<String> all;
        synchronized (this) {
            all = members.keySet().stream()
                    .filter(group -> shard(group) == shard)
                    .toList();
        }
        for (String group : all) {
            synchronized (this) {
                Map<String, Double> joined = members.getOrDefault(group, Map.of());
                List<String> read = new ArrayList<>();
                joined.forEach((channel, since) -> {
                    if (isRead.test(channel)) {
                        read.add(channel);
                    } else if (!clock.isExpiredMembership(since)) {
                        replies.add(enter(group, since, List.of(channel)));
                    }
                });
                replies.addAll(renew(group, read));
                if (unconfirmed.remove(group)) {
                    confirmed.add(group);
                }
            }
        }
        replies.addAll(settle(shard));
        CompletableFuture<?>[] tolerant = replies.stream()
                .map(reply -> reply.exceptionally(Memberships::tolerate))
                .toArray(CompletableFuture<?>[]::new);
        return new Restoration(confirmed, CompletableFuture.allOf(tolerant));
    }

    /** What Redis refuses, it would refuse again. */
    private static @Nullable Object tolerate(Throwable failure) {
        if (failure instanceof JedisDataException) {
            LOG.log(Level.WARNING, "Redis refuses the memberships of a group: {0}", failure.getMessage());
            return null;
        }
        throw new CompletionException(failure);
    }

    private List<CompletableFuture<@Nullable Object>> settle(int shard) {
        Map<String, List<String>> left = new HashMap<>();
        List<CompletableFuture<@Nullable Object>> replies = new ArrayList<>();
        synchronized (this) {
            owed.keySet().stream()
                    .filter(group -> shard(group) == shard)
                    .toList()
                    .forEach(group -> left.put(group, List.copyOf(owed.getOrDefault(group, Set.of()))));
            left.forEach((group, channels) -> {
                owed.remove(group);
                owing -= channels.size();
                replies.add(exit(group, channels));
            });
        }
        int next = 0;
        for (Map.Entry<String, List<String>> group : left.entrySet()) {
            replies.set(next, oweIfUnavailable(replies.get(next), group.getKey(), group.getValue()));
            next++;
        }
        return replies;
    }

    /**
     * Renews the memberships of channels that are read, in all shards, and forgets those that have expired.
     *
     * @param missing told of a group when Redis had lost members of it
     */
    void renewAll(Consumer<String> missing) {
        List<String> all;
        synchronized (this) {
            all = List.copyOf(members.keySet());
        }
        for (String group : all) {
            List<CompletableFuture<@Nullable Object>> replies;
            synchronized (this) {
                List<String> read = new ArrayList<>();
                Map.copyOf(members.getOrDefault(group, Map.of())).forEach((channel, since) -> {
                    if (isRead.test(channel)) {
                        read.add(channel);
                    } else if (channel.startsWith(own)) {
                        erase(group, channel);
                        Replies.ignore(exit(group, List.of(channel)));
                    } else if (clock.isExpiredMembership(since)) {
                        erase(group, channel);
                    }
                });
                replies = renew(group, read);
            }
            replies.forEach(reply -> Replies.then(reply, (added, failure) -> {
                if (failure instanceof ChannelLayerUnavailableException) {
                    unconfirmed(group);
                } else if (added instanceof Long number && number > 0) {
                    missing.accept(group);
                }
            }));
        }
    }

    /** The group that a message to a channel of this process was sent to, or null if that cannot be told. */
    synchronized @Nullable String marked(int mark, String channel) {
        Set<String> joined = groups.getOrDefault(channel, Set.of());
        for (String group : marks.getOrDefault(mark, Set.of())) {
            if (joined.contains(group)) {
                return group;
            }
        }
        return null;
    }

    /** The groups with members here. */
    synchronized Set<String> groups() {
        return Set.copyOf(members.keySet());
    }

    // ---- all below is called under the lock

    private void record(String group, String channel, double now) {
        members.computeIfAbsent(group, first -> new LinkedHashMap<>()).put(channel, now);
        groups.computeIfAbsent(channel, first -> new LinkedHashSet<>(2)).add(group);
        marks.computeIfAbsent(mark(group), first -> new HashSet<>(2)).add(group);
    }

    private void erase(String group, String channel) {
        groups.computeIfPresent(channel, (name, joined) -> {
            joined.remove(group);
            return joined.isEmpty() ? null : joined;
        });
        members.computeIfPresent(group, (name, joined) -> {
            joined.remove(channel);
            return joined.isEmpty() ? null : joined;
        });
        if (!members.containsKey(group)) {
            unconfirmed.remove(group);
            marks.computeIfPresent(mark(group), (mark, marked) -> {
                marked.remove(group);
                return marked.isEmpty() ? null : marked;
            });
        }
    }

    private void forgive(String group, String channel) {
        owed.computeIfPresent(group, (name, channels) -> {
            if (channels.remove(channel)) {
                owing--;
            }
            return channels.isEmpty() ? null : channels;
        });
    }

    private List<CompletableFuture<@Nullable Object>> renew(String group, List<String> channels) {
        List<CompletableFuture<@Nullable Object>> replies = new ArrayList<>(1);
        double now = clock.next();
        for (int from = 0; from < channels.size(); from += MOST_AT_ONCE) {
            List<String> some = channels.subList(from, Math.min(channels.size(), from + MOST_AT_ONCE));
            some.forEach(channel -> record(group, channel, now));
            replies.add(enter(group, now, some));
        }
        return replies;
    }

    private CompletableFuture<@Nullable Object> enter(String group, double time, List<String> channels) {
        List<byte[]> arguments = new ArrayList<>(2 + channels.size());
        arguments.add(QueueClock.text(time));
        arguments.add(clock.groupLife());
        channels.forEach(channel -> arguments.add(bytes(channel)));
        return scripts.run(shard(group), keys.group(group), Script.JOIN, List.of(bytes(keys.group(group))), arguments);
    }

    private CompletableFuture<@Nullable Object> exit(String group, List<String> channels) {
        CommandArguments command = new CommandArguments(Command.ZREM).key(bytes(keys.group(group)));
        channels.forEach(channel -> command.add(bytes(channel)));
        return commands(group).send(command);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
