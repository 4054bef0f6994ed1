package ee.channels.benchmarks.run;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one run of the load client saw.
 *
 * @param failure what makes it worth nothing, or nothing at all: an empty text
 * @param values what was measured
 */
record Measurement(String failure, Map<Metric, Double> values) {

    Measurement {
        values = Map.copyOf(values);
    }

    /** From the client's line. */
    static Measurement of(JsonObject line) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        double received = number(line, "received");
        values.put(Metric.PER_SECOND, number(line, "deliveries_per_s"));
        values.put(Metric.CPU_MICROS, number(line, "server_cpu_us_per_delivery"));
        values.put(Metric.CLIENT_BUSY, number(line, "client_busy"));
        values.put(Metric.P50, number(line, "p50_ms"));
        values.put(Metric.P99, number(line, "p99_ms"));
        values.put(Metric.P999, number(line, "p999_ms"));
        values.put(Metric.RATE, number(line, "rate"));
        values.put(
                Metric.OTHERS_BUSY,
                Math.max(0, number(line, "other_busy"))); // the kernel counts its idle time by ticks
        values.put(Metric.REDIS_MICROS, received > 0 ? number(line, "aux_cpu_s") * 1e6 / received : 0);
        double opened = Math.max(1, number(line, "opened"));
        values.put(Metric.OPENED_PER_SECOND, number(line, "connects_per_s"));
        values.put(Metric.OPENED_MICROS, number(line, "connect_cpu_s") * 1e6 / opened);
        values.put(Metric.RSS, number(line, "rss_per_conn_kb") * 1024);
        return new Measurement(failure(line), values);
    }

    private static String failure(JsonObject line) {
        List<String> failures = new ArrayList<>();
        note(failures, line, "conn_failed", "not opened");
        note(failures, line, "closed_by_server", "closed");
        note(failures, line, "lost", "lost");
        note(failures, line, "dup", "doubled");
        note(failures, line, "out_of_order", "out of order");
        note(failures, line, "http_errors", "posts refused");
        if (line.getInt("deflate") > 0 && line.getInt("compressed") == 0) {
            failures.add("not compressed");
        }
        if (line.getBoolean("timed_out")) {
            failures.add("too slow");
        }
        return String.join(", ", failures);
    }

    private static void note(List<String> failures, JsonObject line, String field, String word) {
        double count = number(line, field);
        if (count > 0) {
            failures.add(String.format(java.util.Locale.ROOT, "%,.0f %s", count, word));
        }
    }

    private static double number(JsonObject line, String field) {
        return line.getJsonNumber(field).doubleValue();
    }

    boolean isGood() {
        return failure.isEmpty();
    }

    double value(Metric metric) {
        return values.getOrDefault(metric, 0.0);
    }

    /** Counted by sockets opened in the place of deliveries. */
    Measurement bySockets() {
        return with(Map.of(
                Metric.PER_SECOND, value(Metric.OPENED_PER_SECOND),
                Metric.CPU_MICROS, value(Metric.OPENED_MICROS)));
    }

    /** With other values in the place of some. */
    Measurement with(Map<Metric, Double> others) {
        Map<Metric, Double> both = new EnumMap<>(Metric.class);
        both.putAll(values);
        both.putAll(others);
        return new Measurement(failure, both);
    }
}
