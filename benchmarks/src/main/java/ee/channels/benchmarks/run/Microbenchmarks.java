package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What JMH measured, as it stands in {@code jmh.tsv}: operation, nanoseconds, their error, bytes allocated.
 *
 * <p>Immutable.
 *
 * @param rows the lines of the file
 */
record Microbenchmarks(List<String> rows) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final int COLUMNS = 4;

    /** Groups and members follow. */
    private static final String FAN_OUT = "FanOut deliver, ";

    Microbenchmarks {
        rows = List.copyOf(rows);
    }

    static Microbenchmarks read(Path file) throws IOException {
        return new Microbenchmarks(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    /** Runs all of them, or those whose names match, in a JVM of their own each, and keeps them in the file. */
    static Microbenchmarks measure(Path file, String names, double seconds, Path log)
            throws IOException, RunnerException {
        TimeValue time = TimeValue.milliseconds((long) (seconds * 500));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(names)
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(time)
                        .measurementIterations(5)
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .output(log.toString())
                        .build())
                .run();
        Microbenchmarks measured = new Microbenchmarks(
                results.stream().map(Microbenchmarks::row).sorted().toList());
        Microbenchmarks all = read(file).with(measured);
        Files.write(file, all.rows);
        return all;
    }

    /** With these in the place of the older ones that measured the same. */
    Microbenchmarks with(Microbenchmarks newer) {
        Map<String, String> byOperation = new TreeMap<>();
        Stream.concat(rows.stream(), newer.rows.stream()).forEach(row -> byOperation.put(operation(row), row));
        return new Microbenchmarks(List.copyOf(byOperation.values()));
    }

    private static String operation(String row) {
        return row.split("\t", COLUMNS)[0];
    }

    private static String row(RunResult result) {
        BenchmarkParams params = result.getParams();
        String operation = params.getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1 ");
        String arguments = params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(", "));
        Result<?> time = result.getPrimaryResult();
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return String.format(
                Locale.ROOT,
                "%s\t%.0f\t%.0f\t%.0f",
                arguments.isEmpty() ? operation : operation + ", " + arguments,
                time.getScore(),
                time.getScoreError(),
                allocated == null ? 0 : allocated.getScore());
    }

    /** What a group message costs for each member as groups grow, and for each message as there are more of them. */
    private List<String> growth() {
        List<String> lines = new ArrayList<>(List.of("| in memory, `groupSend` | measured |", "|---|---|"));
        growth("1x100000", "1x100", 1000)
                .ifPresent(times -> lines.add(line("time for each member, 100,000 members against 100", times)));
        growth("1x10000", "1x100", 100)
                .ifPresent(times -> lines.add(line("time for each member, 10,000 members against 100", times)));
        growth("100000x10", "1x10", 1)
                .ifPresent(times -> lines.add(line("time for each message, 100,000 groups of 10 against one", times)));
        return lines.size() > 2 ? lines : List.of();
    }

    private OptionalDouble growth(String large, String small, double times) {
        OptionalDouble most = nanos(FAN_OUT + large);
        OptionalDouble least = nanos(FAN_OUT + small);
        return most.isPresent() && least.isPresent() && least.getAsDouble() > 0
                ? OptionalDouble.of(most.getAsDouble() / times / least.getAsDouble())
                : OptionalDouble.empty();
    }

    private static String line(String what, double times) {
        return String.format(Locale.ROOT, "| %s | %.2f |", what, times);
    }

    /** The nanoseconds of an operation, if it was measured. */
    OptionalDouble nanos(String operation) {
        return rows.stream()
                .filter(row -> operation(row).equals(operation))
                .mapToDouble(row -> Double.parseDouble(row.split("\t", COLUMNS)[1]))
                .findFirst();
    }

    /** In Markdown; nothing if nothing was measured. */
    List<String> table() {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of("", "### Parts", ""));
        lines.add("| operation | ns | ± | bytes allocated |");
        lines.add("|---|---|---|---|");
        for (String row : rows) {
            String[] cells = row.split("\t", COLUMNS);
            lines.add("| " + String.join(" | ", cells) + " |");
        }
        lines.add("");
        lines.addAll(growth());
        return lines;
    }
}
