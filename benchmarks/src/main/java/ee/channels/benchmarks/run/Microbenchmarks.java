package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
        Files.write(file, measured.rows);
        return measured;
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
        return lines;
    }
}
