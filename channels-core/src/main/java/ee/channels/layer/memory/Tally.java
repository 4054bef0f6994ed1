package ee.channels.layer.memory;

import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;

/**
 * What became of one message at many channels, counted here first so that the shared counters are touched once for each
 * kind and not once for each member.
 *
 * <p>Confined to the thread that delivers.
 */
final class Tally {
    private int addressed;
    private int delivered;
    private int full;
    private int gone;
    private int failed;

    void add(Outcome outcome) {
        addressed++;
        switch (outcome) {
            case DELIVERED -> delivered++;
            case FULL, TOO_MANY_HELD -> full++;
            case GONE -> gone++;
            case FAILED -> failed++;
            case HELD -> {
                // Counted where it was put by, under the lock, so that no reader can take it before.
            }
        }
    }

    void countInto(LayerCounters counters) {
        counters.count(Kind.ADDRESSED, addressed);
        counters.count(Kind.DELIVERED, delivered);
        counters.count(Kind.DROPPED_FULL, full);
        counters.count(Kind.DROPPED_GONE, gone);
        counters.count(Kind.DROPPED_FAILED, failed);
    }
}
