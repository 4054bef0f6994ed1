package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The generated part of {@code RESULTS.md}, between two marks; what stands outside of them is left alone.
 *
 * <p>Immutable.
 */
final class Report {
    private static final String BEGIN = "<!-- begin: written by benchmarks/run.sh -->";
    private static final String END = "<!-- end -->";
    /** The share of a core from which on the load client had no time left. */
    private static final double BUSY = 0.9;

    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    void writeInto(Path file) throws IOException {
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, begin);
        if (begin < 0 || end < 0) {
            throw new IOException(file + " has lost its marks " + BEGIN + " and " + END);
        }
        Files.writeString(file, text.substring(0, begin + BEGIN.length()) + "\n" + text() + text.substring(end));
    }

    /** All tables. */
    String text() {
        List<String> lines = new ArrayList<>();
        contenders(lines);
        for (int jdk : results.jdks()) {
            table(lines, jdk);
        }
        return String.join("\n", lines) + "\n";
    }

    private void contenders(List<String> lines) {
        lines.add("");
        lines.add("| contender | what it is |");
        lines.add("|---|---|");
        for (Contender contender : Contender.values()) {
            lines.add("| " + contender.label() + " | " + contender.description + " |");
        }
    }

    private void table(List<String> lines, int jdk) {
        lines.add("");
        lines.add("### JDK " + jdk);
        lines.add("");
        lines.add("| scenario | contender | per second | × raw | CPU µs | p50 ms | p99 ms | p99.9 ms | client | |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|");
        for (Scenario scenario : Scenario.all()) {
            for (Contender contender : Contender.values()) {
                List<Result> rounds = results.rounds(jdk, scenario.name(), contender);
                if (!rounds.isEmpty()) {
                    lines.add(row(jdk, scenario, contender, rounds));
                }
            }
        }
    }

    private String row(int jdk, Scenario scenario, Contender contender, List<Result> rounds) {
        String rate = formatted(rounds, Metric.PER_SECOND, "%,.0f");
        OptionalDouble mine = results.median(jdk, scenario.name(), contender, Metric.PER_SECOND);
        OptionalDouble raw = results.median(jdk, scenario.name(), Contender.RAW, Metric.PER_SECOND);
        String ratio = mine.isPresent() && raw.isPresent()
                ? String.format(Locale.ROOT, "%.2f", mine.getAsDouble() / raw.getAsDouble())
                : "";
        return "| " + scenario.name() + " | " + contender.label() + " | " + rate + " | " + ratio + " | "
                + formatted(rounds, Metric.CPU_MICROS, "%.1f") + " | "
                + formatted(rounds, Metric.P50, "%.1f") + " | "
                + formatted(rounds, Metric.P99, "%.1f") + " | "
                + formatted(rounds, Metric.P999, "%.1f") + " | "
                + client(rounds) + " | " + failures(rounds) + " |";
    }

    private static String formatted(List<Result> rounds, Metric metric, String format) {
        OptionalDouble median = Results.medianOfAll(rounds, metric);
        return median.isPresent() ? String.format(Locale.ROOT, format, median.getAsDouble()) : "";
    }

    private static String client(List<Result> rounds) {
        double busy = Results.medianOfAll(rounds, Metric.CLIENT_BUSY).orElse(0);
        String share = String.format(Locale.ROOT, "%.0f %%", busy * 100);
        return busy >= BUSY ? "**" + share + "**" : share;
    }

    private static String failures(List<Result> rounds) {
        List<String> failures = rounds.stream()
                .map(row -> row.measured().failure())
                .filter(failure -> !failure.isEmpty())
                .toList();
        return failures.isEmpty()
                ? ""
                : "**failed** " + failures.size() + " of " + rounds.size() + ": " + failures.get(0);
    }
}
