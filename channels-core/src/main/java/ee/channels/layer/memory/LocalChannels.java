package ee.channels.layer.memory;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.ChannelName;
import ee.channels.message.Message;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one process: who reads them, what waits for a reader, which groups they are in, and the hand-over of
 * messages to them. It is all that the in-memory layer is made of, and the near half of a layer that spans processes.
 *
 * <p><b>Concurrency.</b> Any method from any thread, also from within {@link Subscriber#offer}. Messages are handed
 * over by the calling thread, one member after the other, with no lock held; joining, leaving, subscribing and closing
 * do not wait for a delivery in progress, nor it for them. Locks are those of a channel, then of a group or of the
 * agenda, each held for a few steps; nobody else's code runs under one.
 *
 * <p><b>Order.</b> What one thread hands over arrives at each channel in that order, by whatever way: to the channel or
 * through groups, to a subscriber or to one that comes later. Between threads there is no order.
 *
 * <p><b>Members.</b> A group message reaches each channel whose joining was complete before it was sent and that has
 * not left, once. One that joins or leaves meanwhile may get it or not.
 *
 * <p><b>Dropped, and counted:</b> what a subscriber does not take; what waits longer than {@link LocalLimits#expiry()};
 * what is for a process-local channel that nobody reads; and what would wait beyond a channel's capacity or beyond
 * {@link LocalLimits#maxHeldChannels()}.
 *
 * <p><b>Memory.</b> There is no thread and no timer. What has expired is given back when anything is next done here,
 * whatever channel that is for; a process that has gone quiet keeps it, within the limits, until then.
 *
 * <p><b>Group expiry</b> ends memberships of channels without a subscriber only: a live reader stays in its groups as
 * long as it lives, and a membership ages from the last joining or from the end of the last subscription.
 *
 * <p>Channels counterpart: the dictionaries {@code channels} and {@code groups} of {@code InMemoryChannelLayer}.
 *
 * <p>Thread-safe.
 */
public final class LocalChannels {
    private final LocalLimits limits;
    private final String alias;
    private final Ticker ticker;
    private final LayerCounters counters;
    private final Consumer<String> groupChanged;
    private final long expiryNanos;
    private final long groupExpiryNanos;
    private final String prefix;

    private final AtomicLong names = new AtomicLong();
    private final AtomicInteger holding = new AtomicInteger();
    private final ConcurrentHashMap<String, LocalChannel> channels = new ConcurrentHashMap<>();
    private final GroupTable<LocalChannel> groups = new GroupTable<>();
    private final Agenda agenda = new Agenda();
    private volatile boolean closed;

    /**
     * No channels yet.
     *
     * @param groupChanged told, with no lock held, after a group got its first member here or lost its last; such calls
     *     may come late and out of order, so that {@link #hasMembers} must be asked what is the case now
     */
    public LocalChannels(LocalLimits limits, LayerContext context, Consumer<String> groupChanged) {
        this(limits, context, "", groupChanged);
    }

    /**
     * The same, with names of new channels that begin with a text of the layer's own.
     *
     * @param namePrefix what stands before {@code specific.}; at most 40 characters of the alphabet of names
     */
    public LocalChannels(LocalLimits limits, LayerContext context, String namePrefix, Consumer<String> groupChanged) {
        this.limits = limits;
        this.alias = context.alias();
        this.ticker = context.ticker();
        this.counters = context.counters();
        this.groupChanged = groupChanged;
        this.expiryNanos = limits.expiry().toNanos();
        this.groupExpiryNanos = limits.groupExpiry().toNanos();
        this.prefix = namePrefix + "specific." + UUID.randomUUID().toString().replace("-", "") + "!";
    }

    // ---- names and subscribers

    /**
     * What {@link #newChannel} names begin with, up to the exclamation mark: {@code specific.<32 hex digits>!}, after
     * the text that this was made with.
     */
    public String prefix() {
        return prefix;
    }

    /**
     * As {@link ee.channels.layer.LayerBackend#newChannel}: {@link #prefix()} and a number.
     *
     * @throws ChannelLayerUnavailableException if this is closed
     */
    public String newChannel() {
        long now = tidy();
        String name = prefix + Long.toString(names.incrementAndGet(), Character.MAX_RADIX);
        channel(name, true).issue(now);
        return name;
    }

    /**
     * As {@link ee.channels.layer.LayerBackend#subscribe}.
     *
     * @throws IllegalStateException if the channel has a subscriber
     * @throws ChannelLayerUnavailableException if this is closed
     */
    public Subscription subscribe(String name, Subscriber subscriber) {
        tidy();
        while (true) {
            Subscription subscription = channel(name, true).attach(subscriber);
            if (subscription != null) {
                return subscription;
            }
        }
    }

    /** Whether a channel is known: subscribed to, given out just now, or holding messages or groups. */
    public boolean isKnown(String name) {
        tidy();
        return channels.containsKey(name);
    }

    /**
     * How many more messages the subscriber of a channel would take at this moment; {@link Integer#MAX_VALUE} if there
     * is none, or if it does not know.
     */
    public int room(String name) {
        LocalChannel channel = channels.get(name);
        return channel == null ? Integer.MAX_VALUE : channel.room();
    }

    // ---- messages

    /** When a message that is sent now expires, in nanoseconds of the layer's ticker. */
    public long expiryFromNow() {
        return now() + expiryNanos;
    }

    /**
     * Hands a message to one channel for a sender who is told of a refusal; counts it.
     *
     * @param expiresAt in nanoseconds of the layer's ticker
     */
    public Outcome offer(String name, Message message, long expiresAt) {
        tidy();
        Outcome outcome;
        try (FanOut single = new FanOut(name, message, expiresAt)) {
            outcome = deliver(name, single);
        }
        counters.count(Kind.ADDRESSED);
        switch (outcome) {
            case DELIVERED -> counters.count(Kind.DELIVERED);
            case FULL, TOO_MANY_HELD -> counters.count(Kind.REFUSED_FULL);
            case GONE -> counters.count(Kind.DROPPED_GONE);
            case FAILED -> counters.count(Kind.DROPPED_FAILED);
            case HELD -> {
                // Counted where it was put by, under the lock, so that no reader can take it before.
            }
        }
        return outcome;
    }

    /**
     * Hands a message to several channels, from a sender who is far away; counts what becomes of it.
     *
     * @param source what the message was sent to, as far as it is known
     * @param expiresAt in nanoseconds of the layer's ticker
     */
    public void deliver(String source, Collection<String> names, Message message, long expiresAt) {
        tidy();
        Tally tally = new Tally();
        try (FanOut shared = new FanOut(source, message, expiresAt)) {
            for (String name : names) {
                tally.add(deliver(name, shared));
            }
        }
        tally.countInto(counters);
    }

    /**
     * Hands a message to every channel in a group; counts what becomes of it.
     *
     * @param expiresAt in nanoseconds of the layer's ticker
     */
    public void deliverToGroup(String group, Message message, long expiresAt) {
        tidy();
        List<LocalChannel> members = groups.members(group);
        Tally tally = new Tally();
        try (FanOut shared = new FanOut(group, message, expiresAt)) {
            for (LocalChannel member : members) {
                tally.add(member.deliver(shared));
            }
        }
        tally.countInto(counters);
    }

    /** Counts a group message that could not be handed over, once for each channel that is in the group now. */
    public void dropForGroup(String group, Kind reason) {
        int missed = groups.members(group).size();
        counters.count(Kind.ADDRESSED, missed);
        counters.count(reason, missed);
    }

    /** Counts a message to one channel that could not be handed over. */
    public void drop(Kind reason) {
        counters.count(Kind.ADDRESSED);
        counters.count(reason);
    }

    private Outcome deliver(String name, FanOut message) {
        boolean processLocal = ChannelName.isProcessLocal(name);
        while (true) {
            LocalChannel channel = find(name, !processLocal);
            if (channel == null) {
                return Outcome.GONE;
            }
            Outcome outcome = channel.deliver(message);
            if (outcome != Outcome.GONE || processLocal) {
                return outcome;
            }
        }
    }

    // ---- groups

    /** Puts a channel into a group, or renews its membership; no effect for a process-local channel that is gone. */
    public void join(String group, String name) {
        long now = tidy();
        boolean named = !ChannelName.isProcessLocal(name);
        LocalChannel channel = find(name, named);
        while (channel != null && !channel.join(group, now)) {
            channel = find(name, named);
        }
    }

    /** Takes a channel out of a group; no effect if it is not in it. */
    public void leave(String group, String name) {
        tidy();
        LocalChannel channel = channels.get(name);
        if (channel != null) {
            channel.leave(group);
        }
    }

    /** Whether a channel of this process is in the group. */
    public boolean hasMembers(String group) {
        return groups.contains(group);
    }

    /** The groups that channels of this process are in. */
    public Set<String> groups() {
        Set<String> all = new HashSet<>();
        groups.names().forEachRemaining(all::add);
        return all;
    }

    /**
     * Tells subscribers that messages may be missing: each whose channel is affected, or a group it is in, once, with
     * those of its groups that are.
     */
    public void gap(Predicate<String> affectedChannel, Predicate<String> affectedGroup) {
        for (LocalChannel channel : channels.values()) {
            channel.gap(affectedGroup, affectedChannel.test(channel.name()));
        }
    }

    // ---- ends

    /** Forgets all messages that wait, and all memberships; subscribers stay. */
    public void flush() {
        tidy();
        channels.values().forEach(LocalChannel::flush);
    }

    /** Ends all subscriptions and forgets everything; later calls find no channel. */
    public void close() {
        closed = true;
        channels.values().forEach(LocalChannel::close);
        agenda.clear();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** How many channels are known: with a subscriber, a message that waits, or a group. */
    public int size() {
        return channels.size();
    }

    // ---- for the channels

    /** Gives back what has expired; returns the tick. */
    private long tidy() {
        long now = now();
        Agenda.Entry due = agenda.poll(now);
        while (due != null) {
            due.channel().expire(due, now);
            due = agenda.poll(now);
        }
        return now;
    }

    private LocalChannel channel(String name, boolean create) {
        LocalChannel channel = find(name, create);
        if (channel == null) {
            throw new ChannelLayerUnavailableException("Layer " + alias + " is closed", null);
        }
        return channel;
    }

    private @Nullable LocalChannel find(String name, boolean create) {
        LocalChannel present = channels.get(name);
        if (present != null || !create) {
            return present;
        }
        LocalChannel made = channels.computeIfAbsent(
                name, absent -> new LocalChannel(this, absent, ChannelName.isProcessLocal(absent)));
        if (closed) {
            // Either close() has seen it, or this has seen close().
            made.close();
            return null;
        }
        return made;
    }

    void remove(LocalChannel channel) {
        channels.remove(channel.name(), channel);
    }

    void changed(List<String> changed) {
        changed.forEach(groupChanged);
    }

    /** Whether one more channel may hold messages; if so, it is counted. */
    boolean startsHolding() {
        if (holding.incrementAndGet() > limits.maxHeldChannels()) {
            holding.decrementAndGet();
            return false;
        }
        return true;
    }

    void stopsHolding() {
        holding.decrementAndGet();
    }

    long now() {
        return ticker.nanos();
    }

    long expiryNanos() {
        return expiryNanos;
    }

    long groupExpiryNanos() {
        return groupExpiryNanos;
    }

    LocalLimits limits() {
        return limits;
    }

    LayerCounters counters() {
        return counters;
    }

    GroupTable<LocalChannel> table() {
        return groups;
    }

    Agenda agenda() {
        return agenda;
    }

    /** For tests: entries of the agenda. */
    int due() {
        return agenda.size();
    }
}
