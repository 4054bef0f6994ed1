package ee.channels.jakarta.management;

import ee.channels.application.CloseReason;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.ConnectionCounters;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.ConnectionCounters.Mark;
import ee.channels.security.ConnectionCaps;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads an application's counters.
 *
 * <p>Thread-safe.
 */
public final class ApplicationView implements ApplicationMXBean {

    private final ChannelsRuntime runtime;
    private final ConnectionCaps caps;
    private final Supplier<Map<String, Long>> sessionNews;

    /**
     * A view of one application.
     *
     * @param sessionNews what was told to other nodes and heard from them, by name
     */
    public ApplicationView(ChannelsRuntime runtime, ConnectionCaps caps, Supplier<Map<String, Long>> sessionNews) {
        this.runtime = runtime;
        this.caps = caps;
        this.sessionNews = sessionNews;
    }

    @Override
    public int getOpenConnections() {
        return runtime.connections().size();
    }

    @Override
    public long getHandshakesAccepted() {
        return counters().get(Kind.ACCEPTED);
    }

    @Override
    public Map<String, Long> getHandshakesRefused() {
        long capped = caps.refusedBySession() + caps.refusedByAddress();
        return Map.of(
                "denied", Math.max(0, counters().get(Kind.DENIED) - capped),
                "session-cap", caps.refusedBySession(),
                "address-cap", caps.refusedByAddress(),
                "error", counters().get(Kind.HANDSHAKE_ERRORS),
                "overloaded", counters().get(Kind.OVERLOADED));
    }

    @Override
    public long getMessagesIn() {
        return counters().get(Kind.HANDLED);
    }

    @Override
    public long getMessagesOut() {
        return counters().get(Kind.WRITTEN);
    }

    @Override
    public long getLayerMessages() {
        return counters().get(Kind.LAYER_HANDLED);
    }

    @Override
    public Map<String, Long> getDropped() {
        Map<String, Long> dropped = getCounters();
        dropped.keySet().removeIf(name -> !name.contains("DROPPED") && !name.startsWith("OUT_"));
        return dropped;
    }

    @Override
    public long getHandlerErrors() {
        return counters().get(Kind.HANDLER_ERRORS);
    }

    @Override
    public Map<String, Long> getEndsByCause() {
        Map<String, Long> ends = new TreeMap<>();
        for (CloseReason.Cause cause : CloseReason.Cause.values()) {
            ends.put(cause.name(), counters().get(cause));
        }
        return ends;
    }

    @Override
    public Map<String, Long> getEndsByCode() {
        Map<String, Long> ends = new TreeMap<>();
        counters()
                .codes()
                .forEach((code, number) ->
                        ends.put(code == ConnectionCounters.OTHER_CODES ? "other" : Integer.toString(code), number));
        return ends;
    }

    @Override
    public Map<String, Long> getSessionNews() {
        return sessionNews.get();
    }

    @Override
    public Map<String, Long> getHighWaterMarks() {
        Map<String, Long> marks = new TreeMap<>();
        for (Mark mark : Mark.values()) {
            marks.put(mark.name(), counters().get(mark));
        }
        return marks;
    }

    @Override
    public Map<String, Long> getCounters() {
        Map<String, Long> all = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            all.put(kind.name(), counters().get(kind));
        }
        return all;
    }

    private ConnectionCounters counters() {
        return runtime.counters();
    }
}
