package ee.channels.benchmarks.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command: measures what it is asked for, in the directory of the module, and writes the report. */
@Command(
        name = "benchmarks/run.sh",
        description = "Measures, keeps results.tsv and writes the tables of RESULTS.md.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class Benchmarks implements Callable<Integer> {
    private static final double QUICK_SECONDS = 1;
    private static final String PROFILES = "profiles";

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final String run =
            LocalDateTime.now(java.time.ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm"));

    @Spec
    private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

    @Option(names = "--contenders", split = ",", description = "Who takes part; all if it is not given.")
    private List<String> contenders = List.of();

    @Option(names = "--scenarios", split = ",", description = "Names, or beginnings of names; else a whole set.")
    private List<String> scenarios = List.of();

    @Option(names = "--rounds", description = "How often the contenders take turns.")
    private int rounds = 3;

    @Option(names = "--seconds", description = "How long each sends.")
    private double seconds = 1.5;

    @Option(names = "--jdk", split = ",", description = "Versions; each installed beside the one that runs this.")
    private List<Integer> jdks = List.of(Runtime.version().feature());

    @Option(names = "--quick", description = "One round of one second, to see how it goes; shown, and not kept.")
    private boolean quick;

    @Option(names = "--full", description = "All scenarios, on every Java.")
    private boolean full;

    @Option(names = "--profile", description = "Records each server, in its own JVM for each scenario; not for rates.")
    private boolean profile;

    @Option(
            names = "--jmh",
            arity = "0..1",
            fallbackValue = ".*",
            description = "The microbenchmarks alone, those that match a regular expression or all.")
    private String jmh = "";

    @Option(names = "--report", description = "Measures nothing, writes RESULTS.md from results.tsv.")
    private boolean reportOnly;

    private Benchmarks() {}

    /** Runs it; exits with 2 if an option is wrong. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        Path module = Path.of("").toAbsolutePath();
        Path file = module.resolve("results.tsv");
        Results results = Results.read(file);
        Path parts = module.resolve("jmh.tsv");
        if (quick) {
            rounds = 1;
            seconds = QUICK_SECONDS;
        }
        if (!reportOnly) {
            Workshop workshop = Workshop.open(module);
            if (jmh.isEmpty()) {
                for (int feature : jdks) {
                    Jdk jdk = Jdk.installed(feature)
                            .orElseThrow(() -> wrong("There is no JDK " + feature + " beside this one"));
                    results = measured(workshop, jdk, results, file);
                }
            }
            if (!jmh.isEmpty() || isWhole()) {
                Microbenchmarks.measure(parts, jmh.isEmpty() ? ".*" : jmh, seconds, workshop.log("jmh"));
            }
        }
        if (!quick) {
            new Report(results, Microbenchmarks.read(parts), module.resolve(PROFILES))
                    .writeInto(module.resolve("RESULTS.md"));
        }
        return 0;
    }

    /** Whether nothing was chosen. */
    private boolean isWhole() {
        return contenders.isEmpty() && scenarios.isEmpty() && !profile;
    }

    private Results measured(Workshop workshop, Jdk jdk, Results before, Path file)
            throws IOException, InterruptedException {
        Results results = before;
        try (Redis redis = Redis.start();
                Fleet fleet = new Fleet(workshop, jdk, redis)) {
            Round round = new Round(workshop, seconds, redis.pid());
            for (Scenario scenario : chosenScenarios(jdk)) {
                List<Result> rows = new ArrayList<>();
                for (int number = 1; number <= rounds; number++) {
                    for (Contender contender : chosenContenders()) {
                        if (scenario.suits(contender)) {
                            Measurement measurement = measured(fleet, round, scenario, contender);
                            Result row =
                                    new Result(run, jdk.feature(), scenario.name(), contender, number, measurement);
                            rows.add(row);
                            show(row);
                        }
                    }
                }
                // After each scenario, so that a run that is broken off is not lost.
                // A recording slows down what it records: its rates are shown, and not kept.
                if (!profile && !quick) {
                    results = results.with(rows);
                    results.write(file);
                }
            }
        }
        return results;
    }

    private Measurement measured(Fleet fleet, Round round, Scenario scenario, Contender contender)
            throws IOException, InterruptedException {
        if (profile && contender.isJava()) {
            return profiled(fleet, round, scenario, contender);
        }
        if (scenario.wantsOwnServer()) {
            try (Server server = fleet.fresh(contender, List.of())) {
                return round.of(scenario, contender, server);
            }
        }
        Measurement measurement = round.of(scenario, contender, fleet.of(contender));
        if (!measurement.isGood()) {
            fleet.discard(contender);
        }
        return measurement;
    }

    private static Measurement profiled(Fleet fleet, Round round, Scenario scenario, Contender contender)
            throws IOException, InterruptedException {
        String name = scenario.name() + "-" + contender.label();
        Profile profile = new Profile(round.workshop().directory().resolve(name + ".jfr"));
        Measurement measurement;
        try (Server server = fleet.fresh(contender, profile.options(Round.WARM_AFTER_SECONDS))) {
            measurement = round.of(scenario, contender, server);
        }
        profile.writeReport(Path.of(PROFILES).toAbsolutePath(), name);
        return measurement;
    }

    private void show(Result row) {
        Measurement measured = row.measured();
        out.printf(
                Locale.ROOT,
                "%2d  %-24s %d %-9s %,11.0f/s %7.2f µs  p99 %8.2f ms  client %3.0f %%  others %3.0f %%  %s%n",
                row.jdk(),
                row.scenario(),
                row.round(),
                row.contender().label(),
                measured.value(Metric.PER_SECOND),
                measured.value(Metric.CPU_MICROS),
                measured.value(Metric.P99),
                measured.value(Metric.CLIENT_BUSY) * 100,
                measured.value(Metric.OTHERS_BUSY) * 100,
                measured.isGood() ? "" : "FAILED: " + measured.failure());
    }

    private Set<Contender> chosenContenders() {
        Set<Contender> chosen = EnumSet.noneOf(Contender.class);
        for (String label : contenders) {
            try {
                chosen.add(Contender.labelled(label));
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage());
            }
        }
        return chosen.isEmpty() ? EnumSet.allOf(Contender.class) : chosen;
    }

    private List<Scenario> chosenScenarios(Jdk jdk) {
        boolean first = jdk.feature() == jdks.get(0);
        Scenario.Size size = full ? Scenario.Size.FULL : first ? Scenario.Size.DEFAULT : Scenario.Size.CORE;
        List<Scenario> chosen = Scenario.all().stream()
                .filter(scenario -> scenarios.isEmpty()
                        ? scenario.isIn(size)
                        : scenarios.stream().anyMatch(asked -> isMeant(asked, scenario.name())))
                .toList();
        if (chosen.isEmpty()) {
            throw wrong("There are no scenarios " + scenarios + ", but "
                    + Scenario.all().stream().map(Scenario::name).toList());
        }
        return chosen;
    }

    /** Ends the command with this text in the place of a stack trace. */
    private CommandLine.ParameterException wrong(String text) {
        return new CommandLine.ParameterException(spec.commandLine(), text);
    }

    /** A whole name, or the beginning of several. */
    private static boolean isMeant(String asked, String name) {
        boolean whole =
                Scenario.all().stream().anyMatch(scenario -> scenario.name().equals(asked));
        return whole ? name.equals(asked) : name.startsWith(asked);
    }
}
