package ee.channels.redis.queue;

import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.message.ChannelName;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import ee.channels.redis.config.FormatOptions;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.config.Servers;
import ee.channels.redis.connection.Commands;
import ee.channels.redis.connection.Shards;
import ee.channels.redis.wire.Address;
import ee.channels.redis.wire.PayloadFormat;
import ee.channels.redis.wire.QueueFrame;
import ee.channels.redis.wire.ShardHash;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Sends to groups: one entry into the queue of each process that has members, with the list of these.
 *
 * <p><b>One trip</b> where one Redis has all keys, nothing is encrypted and all channels have the same capacity: a
 * script reads the members and writes the queues. <b>Two trips</b> otherwise: the members come here, and the entries go
 * out, one script for each server. What lies in the queues afterwards is the same.
 *
 * <p><b>Order.</b> Messages to one group keep the order in which they were handed in by one thread: the first trip goes
 * to one connection, whose replies come in order, and the second is handed in by those.
 *
 * <p>Thread-safe.
 */
final class GroupSender {
    private static final Logger LOG = System.getLogger(GroupSender.class.getName());

    /** What stands in the place of the members in the entry that the script completes. */
    private static final Address.Many ANYBODY = new Address.Many(List.of("x"));

    private final Shards shards;
    private final Scripts scripts;
    private final QueueKeys keys;
    private final QueueClock clock;
    private final QueueFrame frame;
    private final PayloadFormat format;
    private final LayerCounters counters;
    private final ChannelCapacities capacities;
    private final FormatOptions.Kind kind;
    private final boolean oneTrip;
    private final boolean oneKeyAtATime;

    GroupSender(
            RedisOptions options,
            Shards shards,
            Scripts scripts,
            QueueKeys keys,
            QueueClock clock,
            QueueFrame frame,
            PayloadFormat format,
            LayerCounters counters) {
        this.shards = shards;
        this.scripts = scripts;
        this.keys = keys;
        this.clock = clock;
        this.frame = frame;
        this.format = format;
        this.counters = counters;
        this.capacities = options.limits().capacities();
        this.kind = options.format().kind();
        this.oneKeyAtATime = options.servers() instanceof Servers.Cluster;
        this.oneTrip = !oneKeyAtATime
                && shards.count() == 1
                && options.format().encryptionKeys().isEmpty()
                && capacities.uniform().isPresent();
    }

    /**
     * Sends; completes when it lies in all queues that have room.
     *
     * @throws ee.channels.ChannelsException if the message cannot be encoded
     */
    CompletableFuture<@Nullable Object> send(String group, Message message) {
        return oneTrip ? sendInOne(group, message) : sendInTwo(group, message);
    }

    /** Where a group's members stand. */
    private int shard(String group) {
        return ShardHash.shard(group, shards.count());
    }

    // ---- one trip

    private CompletableFuture<@Nullable Object> sendInOne(String group, Message message) {
        byte[] entry = frame.frame(format.encode(message, ANYBODY), Memberships.mark(group));
        // What follows the key of the address: in msgpack a list of one text, in JSON the same and the end.
        int tail = kind == FormatOptions.Kind.JSON ? "[\"x\"]}".length() : 3;
        byte[] head = Arrays.copyOf(entry, entry.length - tail);
        byte[] end = kind == FormatOptions.Kind.JSON ? bytes("}") : new byte[0];
        List<byte[]> arguments = List.of(
                clock.expiredMemberships(),
                clock.expired(),
                QueueClock.text(clock.next()),
                clock.queueLife(),
                bytes(Integer.toString(capacities.uniform().orElseThrow())),
                bytes(keys.prefix()),
                bytes(kind.name()),
                head,
                end);
        return scripts.run(
                        shard(group),
                        keys.group(group),
                        Script.GROUP_SEND,
                        List.of(bytes(keys.group(group))),
                        arguments)
                .thenApply(reply -> {
                    long[] numbers = Replies.numbers(reply);
                    countExpired(numbers[0]);
                    countFull(group, numbers[2], numbers[1], numbers[3]);
                    return reply;
                });
    }

    // ---- two trips

    private CompletableFuture<@Nullable Object> sendInTwo(String group, Message message) {
        // Refused now what would be refused then.
        format.encode(message, Address.NONE);
        byte[] time = QueueClock.text(clock.next());
        byte[] key = bytes(keys.group(group));
        Commands commands = shards.commands(shard(group), keys.group(group));
        CompletableFuture<@Nullable Object> purged = commands.send(
                new CommandArguments(Command.ZREMRANGEBYSCORE).key(key).add(0).add(clock.expiredMemberships()));
        return commands.send(
                        new CommandArguments(Command.ZRANGE).key(key).add(0).add(-1))
                .thenCombine(purged, (members, number) -> members)
                .thenCompose(members -> push(group, message, time, members));
    }

    /** The members of one process. */
    private record Bucket(String key, List<String> names) {}

    private CompletableFuture<@Nullable Object> push(
            String group, Message message, byte[] time, @Nullable Object members) {
        Map<String, Bucket> buckets = new LinkedHashMap<>();
        for (String name : names(members)) {
            buckets.computeIfAbsent(keys.queue(name), key -> new Bucket(key, new ArrayList<>()))
                    .names()
                    .add(name);
        }
        Map<Integer, List<Bucket>> trips = new LinkedHashMap<>();
        for (Bucket bucket : buckets.values()) {
            int trip = oneKeyAtATime
                    ? trips.size()
                    : ShardHash.shard(ChannelName.prefix(bucket.names().get(0)), shards.count());
            trips.computeIfAbsent(trip, first -> new ArrayList<>()).add(bucket);
        }
        long[] full = new long[2];
        List<CompletableFuture<?>> replies = new ArrayList<>();
        trips.forEach((trip, some) -> replies.add(pushTo(oneKeyAtATime ? 0 : trip, group, some, message, time)
                .thenAccept(reply -> {
                    long[] numbers = Replies.numbers(reply);
                    countExpired(numbers[0]);
                    synchronized (full) {
                        for (int i = 1; i < numbers.length; i++) {
                            full[0]++;
                            full[1] += some.get((int) numbers[i] - 1).names().size();
                        }
                    }
                })));
        return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> {
                    synchronized (full) {
                        countFull(group, full[0], buckets.size(), full[1]);
                    }
                    return null;
                });
    }

    private CompletableFuture<@Nullable Object> pushTo(
            int shard, String group, List<Bucket> buckets, Message message, byte[] time) {
        List<byte[]> queues = new ArrayList<>();
        List<byte[]> entries = new ArrayList<>();
        List<byte[]> limits = new ArrayList<>();
        for (Bucket bucket : buckets) {
            queues.add(bytes(bucket.key()));
            byte[] payload = format.encode(message, new Address.Many(bucket.names()));
            entries.add(frame.frame(payload, Memberships.mark(group)));
            limits.add(bytes(Integer.toString(capacities.of(bucket.names().get(0)))));
        }
        List<byte[]> arguments = new ArrayList<>(List.of(clock.expired(), time, clock.queueLife()));
        arguments.addAll(entries);
        arguments.addAll(limits);
        String by = oneKeyAtATime ? buckets.get(0).key() : keys.group(group);
        return scripts.run(shard, by, Script.PUSH, queues, arguments);
    }

    private static List<String> names(@Nullable Object members) {
        List<String> names = new ArrayList<>();
        if (members instanceof List<?> list) {
            for (Object member : list) {
                if (member instanceof byte[] bytes) {
                    String name = new String(bytes, StandardCharsets.UTF_8);
                    if (isLegal(name)) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    private static boolean isLegal(String name) {
        try {
            ChannelName.check(name);
            return true;
        } catch (InvalidNameException notOurs) {
            return false;
        }
    }

    // ---- the account

    private void countExpired(long messages) {
        counters.count(Kind.ADDRESSED, messages);
        counters.count(Kind.DROPPED_EXPIRED, messages);
    }

    private void countFull(String group, long full, long queues, long members) {
        if (full > 0) {
            counters.count(Kind.ADDRESSED, members);
            counters.count(Kind.DROPPED_FULL, members);
            LOG.log(Level.INFO, "{0} of {1} channels over capacity in group {2}", full, queues, group);
        }
    }

    private static byte[] bytes(String text) {
        return Memberships.bytes(text);
    }
}
