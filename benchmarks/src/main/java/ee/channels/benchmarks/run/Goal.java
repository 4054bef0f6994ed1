package ee.channels.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What the library has to show beside another contender: a number out of the results, and its bound.
 *
 * @param what in words
 * @param measure the number, if there is one
 * @param bound what it is held against
 * @param atLeast whether the bound is the least or the most
 */
record Goal(String what, Measure measure, double bound, boolean atLeast) {
    private static final int SMALL = 100;
    private static final int LARGE = 1_000;
    /** Bytes of heap that an idle socket may cost on top of the engine's own. */
    private static final double IDLE_BYTES = 3 * 1024;

    /** A number out of the results of one Java. */
    @FunctionalInterface
    interface Measure {
        /** The number, if what it needs was measured and ours did not fail. */
        OptionalDouble of(Results results, int jdk);
    }

    /** All of them. */
    static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        for (int sockets : new int[] {SMALL, LARGE}) {
            String one = broadcast(sockets, 1);
            goals.add(least("throughput", one, Contender.RAW, Metric.PER_SECOND, 1.2));
            goals.add(most("CPU per delivery", one, Contender.RAW, Metric.CPU_MICROS, 0.9));
        }
        goals.add(least("throughput", broadcast(SMALL, 64), Contender.RAW, Metric.PER_SECOND, 2.5));
        goals.add(least("throughput", broadcast(LARGE, 64), Contender.RAW, Metric.PER_SECOND, 8));
        for (int sockets : new int[] {SMALL, LARGE}) {
            String one = broadcast(sockets, 1);
            String burst = broadcast(sockets, 64);
            goals.add(least("throughput", one, Contender.LIMIT, Metric.PER_SECOND, 0.8));
            goals.add(least("throughput", burst, Contender.LIMIT, Metric.PER_SECOND, 0.5));
            goals.add(least("throughput", one, Contender.STOMP, Metric.PER_SECOND, 1.5));
            goals.add(least("throughput", burst, Contender.STOMP, Metric.PER_SECOND, 6));
            goals.add(most("p99", one, Contender.STOMP, Metric.P99, 0.5));
            goals.add(most("p99", burst, Contender.STOMP, Metric.P99, 0.5));
            goals.add(redis(one));
            goals.add(redis(burst));
        }
        goals.add(growth());
        goals.add(idle());
        goals.add(least("sockets opened", "storm", Contender.RAW, Metric.PER_SECOND, 0.8));
        return List.copyOf(goals);
    }

    private static String broadcast(int sockets, int window) {
        return "broadcast-" + sockets + "x" + window;
    }

    private static Goal least(String what, String scenario, Contender other, Metric metric, double bound) {
        return new Goal(title(what, scenario, other), ratio(scenario, Contender.OURS, other, metric), bound, true);
    }

    private static Goal most(String what, String scenario, Contender other, Metric metric, double bound) {
        return new Goal(title(what, scenario, other), ratio(scenario, Contender.OURS, other, metric), bound, false);
    }

    private static String title(String what, String scenario, Contender other) {
        return what + ", " + scenario + ", against " + other.label();
    }

    private static Goal redis(String scenario) {
        return new Goal(
                "throughput over Redis, " + scenario + ", against ours in memory",
                ratio(scenario, Contender.REDIS, Contender.OURS, Metric.PER_SECOND),
                0.7,
                true);
    }

    private static Goal growth() {
        Measure measure = (results, jdk) -> quotient(
                results.median(jdk, broadcast(10_000, 1), Contender.OURS, Metric.CPU_MICROS),
                results.median(jdk, broadcast(SMALL, 1), Contender.OURS, Metric.CPU_MICROS));
        return new Goal("CPU per delivery at 10,000 sockets, against that at 100", measure, 1.3, false);
    }

    private static Goal idle() {
        Measure measure = (results, jdk) -> {
            OptionalDouble ours = results.median(jdk, "idle", Contender.OURS, Metric.HEAP);
            OptionalDouble raw = results.median(jdk, "idle", Contender.RAW, Metric.HEAP);
            return ours.isPresent() && raw.isPresent()
                    ? OptionalDouble.of(ours.getAsDouble() - raw.getAsDouble())
                    : OptionalDouble.empty();
        };
        return new Goal("bytes of heap of an idle socket, on top of raw's", measure, IDLE_BYTES, false);
    }

    /** The other may have failed: it has lost or reordered at that speed, and is compared all the same. */
    private static Measure ratio(String scenario, Contender mine, Contender other, Metric metric) {
        return (results, jdk) -> quotient(
                results.median(jdk, scenario, mine, metric),
                Results.medianOfAll(results.rounds(jdk, scenario, other), metric));
    }

    private static OptionalDouble quotient(OptionalDouble dividend, OptionalDouble divisor) {
        return dividend.isPresent() && divisor.isPresent() && divisor.getAsDouble() > 0
                ? OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble())
                : OptionalDouble.empty();
    }

    /** A line of the table; nothing was measured: no line. */
    List<String> line(Results results, int jdk) {
        OptionalDouble measured = measure.of(results, jdk);
        if (measured.isEmpty()) {
            return List.of();
        }
        double value = measured.getAsDouble();
        boolean met = atLeast ? value >= bound : value <= bound;
        return List.of(String.format(
                Locale.ROOT,
                "| %s | %s %s | %s | %s | %s |",
                what,
                atLeast ? "≥" : "≤",
                number(bound),
                number(value),
                range(results, jdk),
                met ? "met" : "**missed**"));
    }

    /** The least and the most of it in a single round; nothing if there was one round alone. */
    private String range(Results results, int jdk) {
        double[] rounds = results.roundNumbers().stream()
                .flatMapToDouble(round -> measure.of(results.ofRound(round), jdk).stream())
                .sorted()
                .toArray();
        return rounds.length < 2 ? "" : number(rounds[0]) + " – " + number(rounds[rounds.length - 1]);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= SMALL ? "%,.0f" : "%.2f", value);
    }
}
