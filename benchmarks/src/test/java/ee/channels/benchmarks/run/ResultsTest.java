package ee.channels.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final String SCENARIO = "broadcast-100x1";

    @TempDir
    private Path directory;

    @Test
    void what_is_written_is_read_again() throws IOException {
        Results results = new Results(List.of(row(Contender.RAW, 1, 1000), failed(Contender.LIMIT)));
        Path file = directory.resolve("results.tsv");
        results.write(file);
        assertThat(Results.read(file)).isEqualTo(results);
    }

    @Test
    void a_run_of_one_contender_leaves_the_rows_of_the_others_alone() {
        Results before = new Results(List.of(row(Contender.RAW, 1, 1000), row(Contender.OURS, 1, 2000)));
        Results after = before.with(List.of(row(Contender.OURS, 1, 3000)));
        assertThat(after.rows()).containsExactly(row(Contender.RAW, 1, 1000), row(Contender.OURS, 1, 3000));
    }

    @Test
    void fewer_rounds_than_before_leave_none_of_the_old_ones() {
        Results before = new Results(List.of(row(Contender.RAW, 1, 1000), row(Contender.RAW, 2, 1000)));
        assertThat(before.with(List.of(row(Contender.RAW, 1, 3000))).rows()).hasSize(1);
    }

    @Test
    void one_slow_round_of_three_does_not_count() {
        Results results = new Results(
                List.of(row(Contender.RAW, 1, 900), row(Contender.RAW, 2, 10), row(Contender.RAW, 3, 1000)));
        assertThat(results.median(17, SCENARIO, Contender.RAW, Metric.PER_SECOND))
                .hasValue(900);
    }

    @Test
    void a_contender_that_failed_once_has_no_median() {
        Results results = new Results(List.of(row(Contender.LIMIT, 1, 900), failed(Contender.LIMIT)));
        assertThat(results.median(17, SCENARIO, Contender.LIMIT, Metric.PER_SECOND))
                .isEmpty();
    }

    @Test
    void a_goal_tells_what_was_missed() {
        Results results = new Results(List.of(row(Contender.RAW, 1, 1000), row(Contender.OURS, 1, 1100)));
        assertThat(Goal.all().stream().flatMap(goal -> goal.line(results, 17).stream()))
                .containsExactly("| throughput, broadcast-100x1, against raw | ≥ 1.20 | 1.10 |  | **missed** |");
    }

    @Test
    void a_goal_tells_how_far_its_rounds_lie_apart() {
        Results results = new Results(List.of(
                row(Contender.RAW, 1, 1000),
                row(Contender.RAW, 2, 1000),
                row(Contender.RAW, 3, 500),
                row(Contender.OURS, 1, 1300),
                row(Contender.OURS, 2, 1100),
                row(Contender.OURS, 3, 1400)));
        assertThat(Goal.all().stream().flatMap(goal -> goal.line(results, 17).stream()))
                .containsExactly("| throughput, broadcast-100x1, against raw | ≥ 1.20 | 1.30 | 1.10 – 2.80 | met |");
    }

    @Test
    void a_goal_is_not_met_by_a_run_that_lost_messages() {
        Results results = new Results(List.of(row(Contender.RAW, 1, 1000), failed(Contender.OURS)));
        assertThat(Goal.all().stream().flatMap(goal -> goal.line(results, 17).stream()))
                .isEmpty();
    }

    @Test
    void a_run_of_some_parts_leaves_the_others_alone() {
        Microbenchmarks before =
                new Microbenchmarks(List.of("FanOut deliver, 1x1\t85\t9\t192", "Router open, 1\t521\t191\t1264"));
        Microbenchmarks after = before.with(new Microbenchmarks(List.of("FanOut deliver, 1x1\t80\t1\t192")));
        assertThat(after.rows()).containsExactly("FanOut deliver, 1x1\t80\t1\t192", "Router open, 1\t521\t191\t1264");
    }

    @Test
    void the_report_replaces_what_stands_between_its_marks_and_nothing_else() throws IOException {
        Path file = directory.resolve("RESULTS.md");
        Files.writeString(
                file, "before\n<!-- begin: written by benchmarks/run.sh -->\nof an earlier run\n<!-- end -->\nafter\n");
        Results results = new Results(List.of(row(Contender.RAW, 1, 1000), failed(Contender.LIMIT)));
        new Report(results, new Microbenchmarks(List.of()), directory.resolve("none")).writeInto(file);
        assertThat(file)
                .content()
                .startsWith("before\n<!-- begin")
                .endsWith("<!-- end -->\nafter\n")
                .contains("| broadcast-100x1 | raw | 1,000 |  | 1.00 |", "**failed** 1 of 1: 3 lost")
                .doesNotContain("of an earlier run");
    }

    private static Result row(Contender contender, int round, double rate) {
        return row(contender, round, "", rate);
    }

    private static Result failed(Contender contender) {
        return row(contender, 1, "3 lost", 5000);
    }

    private static Result row(Contender contender, int round, String failure, double rate) {
        Map<Metric, Double> values = new java.util.EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            values.put(metric, metric == Metric.PER_SECOND ? rate : 0.0);
        }
        return new Result("2026-01-01T00:00", 17, SCENARIO, contender, round, new Measurement(failure, values));
    }
}
