package ee.channels.jakarta.management;

import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import java.util.Map;
import java.util.TreeMap;

/** Reads a layer's counters. */
final class LayerView implements LayerMXBean {

    private final LayerCounters counters;

    LayerView(LayerCounters counters) {
        this.counters = counters;
    }

    @Override
    public long getSent() {
        return counters.get(Kind.SENT);
    }

    @Override
    public long getGroupSent() {
        return counters.get(Kind.GROUP_SENT);
    }

    @Override
    public long getDelivered() {
        return counters.get(Kind.DELIVERED);
    }

    @Override
    public Map<String, Long> getDropped() {
        Map<String, Long> dropped = getCounters();
        dropped.keySet().removeIf(name -> !name.startsWith("DROPPED_") && !name.startsWith("REFUSED_"));
        return dropped;
    }

    @Override
    public Map<String, Long> getCounters() {
        Map<String, Long> all = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            all.put(kind.name(), counters.get(kind));
        }
        return all;
    }
}
