package ee.channels.benchmarks.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One line of the file of results.
 *
 * @param run when the command began that measured it; ratios hold within one run
 * @param jdk the Java of the server
 * @param scenario its name
 * @param contender who
 * @param round from 1
 * @param measured what came out
 */
record Result(String run, int jdk, String scenario, Contender contender, int round, Measurement measured) {
    private static final String SEPARATOR = "\t";
    private static final int FIXED_COLUMNS = 6;

    /** The first line of the file. */
    static String header() {
        List<String> columns = new ArrayList<>(List.of("run", "jdk", "scenario", "contender", "round", "failure"));
        for (Metric metric : Metric.values()) {
            columns.add(metric.column());
        }
        return String.join(SEPARATOR, columns);
    }

    String line() {
        List<String> columns = new ArrayList<>(List.of(
                run, Integer.toString(jdk), scenario, contender.label(), Integer.toString(round), measured.failure()));
        for (Metric metric : Metric.values()) {
            columns.add(String.format(Locale.ROOT, "%.3f", measured.value(metric)));
        }
        return String.join(SEPARATOR, columns);
    }

    static Result parsed(String line) {
        String[] columns = line.split(SEPARATOR, -1);
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            values.put(metric, Double.valueOf(columns[FIXED_COLUMNS + metric.ordinal()]));
        }
        return new Result(
                columns[0],
                Integer.parseInt(columns[1]),
                columns[2],
                Contender.labelled(columns[3]),
                Integer.parseInt(columns[4]),
                new Measurement(columns[5], values));
    }

    /** Whether the two measure the same, whatever came out. */
    boolean replaces(Result other) {
        return jdk == other.jdk && scenario.equals(other.scenario) && contender == other.contender;
    }
}
