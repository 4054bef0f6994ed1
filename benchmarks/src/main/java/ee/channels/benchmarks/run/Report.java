package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The generated part of {@code RESULTS.md}, between two marks; what stands outside of them is left alone.
 *
 * <p>Immutable.
 *
 * @param results what was measured
 * @param microbenchmarks what JMH wrote, if it has run
 * @param profiles the directory of the profiles' reports
 */
record Report(Results results, Microbenchmarks microbenchmarks, Path profiles) {
    private static final String BEGIN = "<!-- begin: written by benchmarks/run.sh -->";
    private static final String END = "<!-- end -->";
    /** The share of a core from which on the load client had no time left. */
    private static final double BUSY = 0.9;

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
    String text() throws IOException {
        List<String> lines = new ArrayList<>();
        if (!results.rows().isEmpty()) {
            legend(lines);
        }
        for (int jdk : results.jdks()) {
            lines.add("");
            lines.add("### JDK " + jdk);
            goals(lines, jdk);
            rates(lines, jdk);
            idle(lines, jdk);
        }
        lines.addAll(microbenchmarks.table());
        lines.addAll(profiled());
        return String.join("\n", lines) + "\n";
    }

    private void legend(List<String> lines) {
        lines.add("");
        lines.add("| contender | what it is |");
        lines.add("|---|---|");
        for (Contender contender : Contender.values()) {
            lines.add("| " + contender.label() + " | " + contender.description + " |");
        }
        lines.add("");
        lines.add("| scenario | what happens |");
        lines.add("|---|---|");
        lines.add(
                "| broadcast-NxW | N sockets in one room, W broadcasts of 100 bytes in flight; `-4k`: of 4,096 bytes |");
        Scenario.all().stream()
                .filter(scenario -> !scenario.description().isEmpty())
                .forEach(scenario -> lines.add("| " + scenario.name() + " | " + scenario.description() + " |"));
    }

    private void goals(List<String> lines, int jdk) {
        List<String> goals = Goal.all().stream()
                .flatMap(goal -> goal.line(results, jdk).stream())
                .toList();
        if (!goals.isEmpty()) {
            lines.add("");
            lines.add("| ours has to show | goal | of the medians | in single rounds | |");
            lines.add("|---|---|---|---|---|");
            lines.addAll(goals);
        }
    }

    private void rates(List<String> lines, int jdk) {
        lines.add("");
        lines.add(
                "Medians; `client` is its share of a core, bold where it was the bottleneck, `others` what else ran.");
        lines.add("");
        lines.add(
                "| scenario | contender | per second | rounds, in thousands | × raw | CPU µs | p50 ms | p99 ms | p99.9 ms | client | others | |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (Scenario scenario : Scenario.all()) {
            if (scenario.kind() != Scenario.Kind.IDLE) {
                for (Contender contender : Contender.values()) {
                    List<Result> rounds = results.rounds(jdk, scenario.name(), contender);
                    if (!rounds.isEmpty()) {
                        lines.add(rate(jdk, scenario, contender, rounds));
                    }
                }
            }
        }
    }

    private String rate(int jdk, Scenario scenario, Contender contender, List<Result> rounds) {
        OptionalDouble mine = results.median(jdk, scenario.name(), contender, Metric.PER_SECOND);
        OptionalDouble raw = results.median(jdk, scenario.name(), Contender.RAW, Metric.PER_SECOND);
        String ratio = mine.isPresent() && raw.isPresent() && raw.getAsDouble() > 0
                ? String.format(Locale.ROOT, "%.2f", mine.getAsDouble() / raw.getAsDouble())
                : "";
        return row(
                scenario.name(),
                contender.label(),
                formatted(rounds, Metric.PER_SECOND, "%,.0f"),
                thousands(rounds),
                ratio,
                formatted(rounds, Metric.CPU_MICROS, "%.1f") + redis(contender, rounds),
                formatted(rounds, Metric.P50, "%.1f"),
                formatted(rounds, Metric.P99, "%.1f"),
                formatted(rounds, Metric.P999, "%.1f"),
                client(rounds),
                percent(Results.medianOfAll(rounds, Metric.OTHERS_BUSY).orElse(0)),
                remarks(jdk, scenario, rounds));
    }

    /** How often each second in each of the rounds, if there were several. */
    private static String thousands(List<Result> rounds) {
        return rounds.size() < 2
                ? ""
                : rounds.stream()
                        .map(row -> String.format(
                                Locale.ROOT, "%.0f", row.measured().value(Metric.PER_SECOND) / 1_000))
                        .collect(Collectors.joining(", "));
    }

    /** What Redis takes for itself, beside the server. */
    private static String redis(Contender contender, List<Result> rounds) {
        double micros = Results.medianOfAll(rounds, Metric.REDIS_MICROS).orElse(0);
        return contender != Contender.REDIS ? "" : String.format(Locale.ROOT, " + %.1f", micros);
    }

    private void idle(List<String> lines, int jdk) {
        List<String> rows = new ArrayList<>();
        for (Contender contender : Contender.values()) {
            List<Result> rounds = results.rounds(jdk, "idle", contender);
            if (!rounds.isEmpty()) {
                rows.add(row(
                        contender.label(),
                        formatted(rounds, Metric.HEAP, "%,.0f"),
                        formatted(rounds, Metric.RSS, "%,.0f"),
                        failures(rounds)));
            }
        }
        if (!rows.isEmpty()) {
            lines.add("");
            lines.add("| idle socket | bytes of heap | bytes of resident memory | |");
            lines.add("|---|---|---|---|");
            lines.addAll(rows);
        }
    }

    private List<String> profiled() throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.isDirectory(profiles)) {
            try (Stream<Path> files = Files.list(profiles)) {
                for (Path file : files.sorted().toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        if (!lines.isEmpty()) {
            lines.addAll(0, List.of("", "### Profiles"));
        }
        return lines;
    }

    private String remarks(int jdk, Scenario scenario, List<Result> rounds) {
        Set<String> runs = rounds.stream().map(Result::run).collect(Collectors.toCollection(TreeSet::new));
        List<Result> raw = results.rounds(jdk, scenario.name(), Contender.RAW);
        boolean another = raw.stream().noneMatch(row -> runs.contains(row.run()));
        String failures = failures(rounds);
        String late = raw.isEmpty() || !another ? "" : "measured in another run than raw";
        return Stream.of(failures, late).filter(remark -> !remark.isEmpty()).collect(Collectors.joining("; "));
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

    private static String client(List<Result> rounds) {
        double busy = Results.medianOfAll(rounds, Metric.CLIENT_BUSY).orElse(0);
        return busy >= BUSY ? "**" + percent(busy) + "**" : percent(busy);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private static String formatted(List<Result> rounds, Metric metric, String format) {
        OptionalDouble median = Results.medianOfAll(rounds, metric);
        return median.isPresent() ? String.format(Locale.ROOT, format, median.getAsDouble()) : "";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
