package ee.channels.redis.queue;

import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.memory.LocalChannels;
import ee.channels.redis.wire.Address;
import ee.channels.redis.wire.Faults;
import ee.channels.redis.wire.MalformedPayloadException;
import ee.channels.redis.wire.Parcel;
import ee.channels.redis.wire.PayloadFormat;
import ee.channels.redis.wire.QueueFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of entries that were read: decoded once each, and handed to the channels of this process that they are
 * for. What has expired, or cannot be read, or is for nobody, is counted.
 *
 * <p>Never blocks and never fails. Thread-safe.
 */
final class QueueDelivery {
    private static final Logger LOG = System.getLogger(QueueDelivery.class.getName());

    private final PayloadFormat format;
    private final QueueClock clock;
    private final LocalChannels channels;
    private final Memberships memberships;
    private final LayerCounters counters;
    private final Faults faults;

    QueueDelivery(
            PayloadFormat format,
            QueueClock clock,
            LocalChannels channels,
            Memberships memberships,
            LayerCounters counters,
            Faults faults) {
        this.format = format;
        this.clock = clock;
        this.channels = channels;
        this.memberships = memberships;
        this.counters = counters;
        this.faults = faults;
    }

    /** Takes an entry of this process's own queue, which says in itself whom it is for. */
    void takeOwn(QueueEntry entry) {
        Parcel parcel = decode(entry);
        if (parcel == null) {
            return;
        }
        List<String> named = List.of();
        if (parcel.address() instanceof Address.One one) {
            named = List.of(one.channel());
        } else if (parcel.address() instanceof Address.Many many) {
            named = many.channels();
        }
        List<String> mine = named.stream()
                .filter(channel -> channel.startsWith(channels.prefix()))
                .toList();
        int strangers = named.size() - mine.size() + (named.isEmpty() ? 1 : 0);
        counters.count(Kind.ADDRESSED, strangers);
        counters.count(Kind.DROPPED_GONE, strangers);
        deliver(entry, parcel, mine);
    }

    /** Takes an entry of a named channel's queue. */
    void takeNamed(String channel, QueueEntry entry) {
        Parcel parcel = decode(entry);
        if (parcel != null) {
            deliver(entry, parcel, List.of(channel));
        }
    }

    private void deliver(QueueEntry entry, Parcel parcel, List<String> to) {
        if (to.isEmpty()) {
            return;
        }
        OptionalLong expiresAt = clock.expiresAt(entry.time());
        if (expiresAt.isEmpty()) {
            counters.count(Kind.ADDRESSED, to.size());
            counters.count(Kind.DROPPED_EXPIRED, to.size());
            return;
        }
        try {
            channels.deliver(source(entry, parcel, to.get(0)), to, parcel.message(), expiresAt.getAsLong());
        } catch (RuntimeException failed) {
            // A fault of ours must not cost the others that came in the same reply.
            LOG.log(Level.ERROR, "A message from Redis could not be handed over", failed);
        }
    }

    /** The group that it was sent to, or the channel where that is not known: the wire has no place for it. */
    private String source(QueueEntry entry, Parcel parcel, String first) {
        if (parcel.address() instanceof Address.Many) {
            String group = memberships.marked(QueueFrame.mark(entry.bytes()), first);
            return group == null ? first : group;
        }
        return first;
    }

    private @Nullable Parcel decode(QueueEntry entry) {
        try {
            return format.decode(QueueFrame.payload(entry.bytes()));
        } catch (MalformedPayloadException refused) {
            faults.report(refused);
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "A message from Redis could not be decoded", failed);
        }
        return null;
    }
}
