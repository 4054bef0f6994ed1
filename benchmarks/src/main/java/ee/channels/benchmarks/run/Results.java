package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Everything that was measured, as it stands in {@code results.tsv}: the last run of each combination of Java, scenario
 * and contender.
 *
 * <p>Immutable.
 *
 * @param rows in the order of the file
 */
record Results(List<Result> rows) {

    Results {
        rows = List.copyOf(rows);
    }

    static Results read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Results(List.of());
        }
        try (Stream<String> lines = Files.lines(file)) {
            return new Results(lines.skip(1).map(Result::parsed).toList());
        }
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(Result.header());
        rows.forEach(row -> lines.add(row.line()));
        Files.write(file, lines);
    }

    /** With these in the place of the older ones that measured the same. */
    Results with(List<Result> newer) {
        List<Result> all = new ArrayList<>(rows);
        all.removeIf(old -> newer.stream().anyMatch(row -> row.replaces(old)));
        all.addAll(newer);
        List<String> order = Scenario.all().stream().map(Scenario::name).toList();
        all.sort(Comparator.comparingInt(Result::jdk)
                .thenComparingInt(row -> order.indexOf(row.scenario()))
                .thenComparing(Result::contender)
                .thenComparingInt(Result::round));
        return new Results(all);
    }

    /** The Javas that were used, ascending. */
    List<Integer> jdks() {
        return rows.stream().map(Result::jdk).distinct().sorted().toList();
    }

    /** All rounds of one combination. */
    List<Result> rounds(int jdk, String scenario, Contender contender) {
        return rows.stream()
                .filter(row -> row.jdk() == jdk && row.scenario().equals(scenario) && row.contender() == contender)
                .toList();
    }

    /** What one round measured, of everything. */
    Results ofRound(int round) {
        return new Results(rows.stream().filter(row -> row.round() == round).toList());
    }

    /** The numbers of the rounds that there are, ascending. */
    List<Integer> roundNumbers() {
        return rows.stream().map(Result::round).distinct().sorted().toList();
    }

    /** The median of the rounds; nothing if there are none, or if one of them failed. */
    OptionalDouble median(int jdk, String scenario, Contender contender, Metric metric) {
        List<Result> rounds = rounds(jdk, scenario, contender);
        if (rounds.isEmpty() || rounds.stream().anyMatch(row -> !row.measured().isGood())) {
            return OptionalDouble.empty();
        }
        return medianOfAll(rounds, metric);
    }

    /** The median of these, good or not. */
    static OptionalDouble medianOfAll(List<Result> rounds, Metric metric) {
        List<Double> values = new ArrayList<>();
        rounds.forEach(row -> values.add(row.measured().value(metric)));
        Collections.sort(values);
        int size = values.size();
        return size == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((values.get((size - 1) / 2) + values.get(size / 2)) / 2);
    }
}
