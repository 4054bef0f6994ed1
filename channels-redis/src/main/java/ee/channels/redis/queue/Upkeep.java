package ee.channels.redis.queue;

import ee.channels.Ticker;
import ee.channels.layer.memory.LocalChannels;
import ee.channels.message.ChannelName;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.connection.Backoff;
import ee.channels.redis.connection.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the memberships in Redis what they are here: renews them well before they expire, tells Redis what it missed
 * while it was away, and then tells the members that they may have missed messages.
 *
 * <p><b>Concurrency.</b> {@link #look} is called again and again by one thread, which never waits. What others report
 * is taken note of under this object's monitor; neither commands nor subscribers are called under it.
 *
 * <p><b>Gaps.</b> A member is told after its memberships are there again, so that from the telling on it misses
 * nothing: all members of a process whose reader lost its connection, those of the groups on a server that was lost
 * otherwise, and whoever joined a group without Redis having confirmed it. If the server has moved, they are told again
 * when all senders have had time to notice: until then some may have sent to the old one.
 *
 * <p>Thread-safe.
 */
final class Upkeep {
    private final Memberships memberships;
    private final LocalChannels channels;
    private final Ticker ticker;
    private final QueueClock clock;
    private final Duration subscribeTimeout;
    private final Duration noticed;
    private final int home;
    private final List<Shard> shards = new ArrayList<>();
    private final Set<Joining> joining = ConcurrentHashMap.newKeySet();

    /** Groups whose members are to be told. Guarded by this. */
    private final Set<String> affected = new HashSet<>();

    /** Shards whose loss is to be told. Guarded by this. */
    private final Set<Integer> returned = new HashSet<>();

    /** Guarded by this. */
    private long nextRenewal;

    /** What is to be done about a server. Guarded by the upkeep. */
    private static final class Shard {
        private final Backoff backoff;
        private boolean due;
        private boolean busy;
        private boolean wasLost;
        private long notBefore;
        private boolean moved;
        private long echoAt;

        private Shard(Backoff backoff, long now) {
            this.backoff = backoff;
            this.notBefore = now;
        }
    }

    /** Somebody who waits for a joining to be confirmed. */
    private record Joining(String group, Commands at, long deadline, CompletableFuture<Void> result) {}

    /**
     * Nothing to do yet.
     *
     * @param home the shard of this process's queue
     */
    Upkeep(
            Memberships memberships,
            LocalChannels channels,
            Ticker ticker,
            QueueClock clock,
            RedisOptions options,
            int count,
            int home) {
        this.memberships = memberships;
        this.channels = channels;
        this.ticker = ticker;
        this.clock = clock;
        this.subscribeTimeout = options.timeouts().subscribe();
        this.noticed = options.timeouts()
                .pingInterval()
                .multipliedBy(2)
                .plus(options.timeouts().read());
        this.home = home;
        for (int i = 0; i < count; i++) {
            Backoff backoff = new Backoff(
                    options.timeouts().retryMin(), options.timeouts().retryMax());
            shards.add(new Shard(backoff, ticker.nanos()));
        }
        this.nextRenewal = ticker.nanos() + clock.renewal();
    }

    /** The reader of a shard has lost its connection. */
    synchronized void lost(int shard) {
        shards.get(shard).due = true;
    }

    /**
     * The reader of a shard has a connection again.
     *
     * @param moved whether to another server
     */
    synchronized void back(int shard, boolean moved) {
        Shard one = shards.get(shard);
        if (moved) {
            one.moved = true;
            one.echoAt = ticker.nanos() + noticed.toNanos();
        }
        one.due = true;
        one.wasLost = true;
        one.notBefore = ticker.nanos();
        one.backoff.reset();
    }

    /** Some server may have lost members; those of groups that it has lost are told. */
    synchronized void doubt() {
        nextRenewal = ticker.nanos();
    }

    /**
     * Lets a joining that nobody has confirmed complete all the same, as soon as Redis is known to be away, or when the
     * subscribe time-out has passed.
     */
    void limit(String group, Commands at, CompletableFuture<Void> result) {
        if (result.isDone()) {
            return;
        }
        Joining one = new Joining(group, at, ticker.nanos() + subscribeTimeout.toNanos(), result);
        if (!isOver(one)) {
            joining.add(one);
            Replies.then(result, (done, failure) -> joining.remove(one));
        }
    }

    private boolean isOver(Joining one) {
        if (!one.at().away() && one.deadline() - ticker.nanos() > 0) {
            return false;
        }
        memberships.unconfirmed(one.group());
        one.result().complete(null);
        return true;
    }

    /** Does what is due. */
    void look() {
        joining.removeIf(this::isOver);
        for (int shard = 0; shard < shards.size(); shard++) {
            restoreIfDue(shard);
        }
        if (isRenewalDue()) {
            memberships.renewAll(this::wasMissing);
        }
        tellGaps();
    }

    private synchronized boolean isRenewalDue() {
        if (nextRenewal - ticker.nanos() > 0) {
            return false;
        }
        nextRenewal = ticker.nanos() + clock.renewal();
        return true;
    }

    private void restoreIfDue(int number) {
        boolean owing = memberships.isOwing(number);
        boolean wasLost;
        synchronized (this) {
            Shard shard = shards.get(number);
            if (shard.moved && shard.echoAt - ticker.nanos() <= 0) {
                shard.moved = false;
                shard.due = true;
                shard.wasLost = true;
            }
            if (shard.busy || (!shard.due && !owing) || shard.notBefore - ticker.nanos() > 0) {
                return;
            }
            shard.busy = true;
            shard.due = false;
            wasLost = shard.wasLost;
            shard.wasLost = false;
            // The first attempt follows at once, the others with growing pauses.
            shard.backoff.nanos();
        }
        Memberships.Restoration restoration = memberships.restore(number);
        Replies.then(restoration.done(), (done, failure) -> {
            if (failure == null) {
                restored(number, wasLost, restoration.confirmed());
            } else {
                notRestored(number, wasLost, restoration.confirmed());
            }
        });
    }

    private synchronized void restored(int number, boolean wasLost, Set<String> confirmed) {
        Shard shard = shards.get(number);
        shard.busy = false;
        shard.notBefore = ticker.nanos();
        shard.backoff.reset();
        affected.addAll(confirmed);
        if (wasLost) {
            returned.add(number);
        }
    }

    private void notRestored(int number, boolean wasLost, Set<String> stillUnconfirmed) {
        stillUnconfirmed.forEach(memberships::unconfirmed);
        synchronized (this) {
            Shard shard = shards.get(number);
            shard.busy = false;
            shard.due = true;
            shard.wasLost |= wasLost;
            shard.notBefore = ticker.nanos() + shard.backoff.nanos();
        }
    }

    private synchronized void wasMissing(String group) {
        affected.add(group);
    }

    private void tellGaps() {
        Set<String> groups;
        Set<Integer> lost;
        synchronized (this) {
            groups = Set.copyOf(affected);
            lost = Set.copyOf(returned);
            affected.clear();
            returned.clear();
        }
        if (!groups.isEmpty() || !lost.isEmpty()) {
            channels.gap(
                    channel -> !lost.isEmpty() && ChannelName.isProcessLocal(channel),
                    group -> lost.contains(home) || groups.contains(group) || lost.contains(memberships.shard(group)));
        }
    }
}
