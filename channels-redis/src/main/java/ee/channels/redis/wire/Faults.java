package ee.channels.redis.wire;

import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where a layer reports the payloads that it threw away. Each is counted, here by what was wrong with it and among the
 * layer's counters as {@link LayerCounters.Kind#MALFORMED}; the first of each kind is logged, without a byte of it.
 *
 * <p>No Channels counterpart: there the receiver ends.
 *
 * <p>Thread-safe.
 */
public final class Faults {
    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private final LayerContext context;

    /** Never changed once it is made, so that any thread may read it. */
    private final Map<Fault, Tally> tallies = new EnumMap<>(Fault.class);

    /** None so far. */
    public Faults(LayerContext context) {
        this.context = context;
        for (Fault fault : Fault.values()) {
            tallies.put(fault, new Tally());
        }
    }

    /** One more payload that was thrown away. */
    public void report(MalformedPayloadException malformed) {
        Fault fault = malformed.fault();
        context.counters().count(LayerCounters.Kind.MALFORMED);
        if (tally(fault).isFirst()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Channel layer \"" + context.alias() + "\" threw away a payload from Redis: " + fault.text()
                            + ". Further ones of this kind (" + fault + ") are counted, and not logged.");
        }
    }

    /** How many of a kind so far. */
    public long count(Fault fault) {
        return tally(fault).count.sum();
    }

    private Tally tally(Fault fault) {
        return Objects.requireNonNull(tallies.get(fault));
    }

    private static final class Tally {
        private final LongAdder count = new LongAdder();
        private final AtomicBoolean logged = new AtomicBoolean();

        /** Counts one. */
        boolean isFirst() {
            count.increment();
            // Read before it is written, so that a flood does not fight over it.
            return !logged.get() && logged.compareAndSet(false, true);
        }
    }
}
