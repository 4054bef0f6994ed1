package ee.channels.conformance.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Broadcasts on a real server, one build of the WAR beside another: {@code LoadRun CONTAINER ROUNDS WSLOAD.C WAR…}.
 *
 * <p>Each build has a server of its own; they take turns, the first round only warms them up. Each line is the median
 * of one build, and the last column its rate as a ratio of the first build's. Fails when a message was lost or came out
 * of order.
 */
public final class LoadRun {

    private static final List<Integer> SOCKETS = List.of(100, 1_000);
    private static final List<Integer> IN_FLIGHT = List.of(1, 64);
    private static final String CONTEXT = "conformance";

    private static final PrintStream OUT = System.out;

    private final Path wsload;
    /** By scenario, then by build. */
    private final Map<String, Map<Integer, List<Result>>> results = new TreeMap<>();

    /** What one run of the load client has said. */
    private record Result(double rate, double cpuMicros, double p99Millis) {

        static Result of(String line) {
            if (number(line, "lost") != 0 || number(line, "out_of_order") != 0) {
                throw new IllegalStateException("Lost or out of order: " + line);
            }
            return new Result(
                    number(line, "deliveries_per_s"),
                    number(line, "server_cpu_us_per_delivery"),
                    number(line, "p99_ms"));
        }

        private static double number(String line, String name) {
            Matcher found = Pattern.compile("\"" + name + "\":(-?[0-9.]+)").matcher(line);
            if (!found.find()) {
                throw new IllegalStateException("wsload said: " + line);
            }
            return Double.parseDouble(found.group(1));
        }

        static Result median(List<Result> all) {
            return new Result(
                    middle(all.stream().map(Result::rate)),
                    middle(all.stream().map(Result::cpuMicros)),
                    middle(all.stream().map(Result::p99Millis)));
        }

        private static double middle(Stream<Double> values) {
            List<Double> sorted = values.sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    private LoadRun(Path wsload) {
        this.wsload = wsload;
    }

    /** Runs all of it and prints the medians. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Container container = Container.valueOf(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path wsload = Path.of("target", "wsload").toAbsolutePath();
        run(List.of("gcc", "-O2", "-o", wsload.toString(), arguments[2], "-lm", "-lz"));
        List<Path> wars = Stream.of(arguments).skip(3).map(Path::of).toList();
        new LoadRun(wsload).compare(container, wars, rounds);
    }

    private void compare(Container container, List<Path> wars, int rounds) throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        try {
            for (Path war : wars) {
                Server server = container.install("load-" + container + "-" + servers.size());
                servers.add(server.start());
                server.deploy(named(war, server));
            }
            for (int round = 0; round <= rounds; round++) {
                for (int sockets : SOCKETS) {
                    for (int inFlight : IN_FLIGHT) {
                        measure(servers, sockets, inFlight, round == 0);
                    }
                }
            }
        } finally {
            servers.forEach(Server::close); // in order, which ends the server that a script has started, too
        }
        results.forEach(LoadRun::print);
    }

    /** A copy of the WAR, for its name is the context path. */
    private static Path named(Path war, Server server) throws IOException {
        Path folder = Files.createDirectories(server.base.resolveSibling(server.base.getFileName() + ".war"));
        return Files.copy(war, folder.resolve(CONTEXT + ".war"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void measure(List<Server> servers, int sockets, int inFlight, boolean warmUp)
            throws IOException, InterruptedException {
        for (int build = 0; build < servers.size(); build++) {
            Server server = servers.get(build);
            String url = "ws://127.0.0.1:" + server.port + "/" + CONTEXT + "/ws/feed/load";
            Result result = Result.of(run(List.of(
                    wsload.toString(),
                    "--url",
                    url,
                    "--trigger",
                    "ws",
                    "--raw",
                    "1",
                    "--conns",
                    Integer.toString(sockets),
                    "--window",
                    Integer.toString(inFlight),
                    "--msgs",
                    "1000000",
                    "--warmup-s",
                    warmUp ? "4" : "1",
                    "--measure-s",
                    "1.5",
                    "--pid",
                    Long.toString(server.jvm()))));
            if (!warmUp) {
                results.computeIfAbsent("%5d x %2d".formatted(sockets, inFlight), scenario -> new TreeMap<>())
                        .computeIfAbsent(build, number -> new ArrayList<>())
                        .add(result);
            }
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + said);
        }
        return said;
    }

    private static void print(String scenario, Map<Integer, List<Result>> builds) {
        double first = Result.median(builds.get(0)).rate();
        builds.forEach((build, all) -> {
            Result median = Result.median(all);
            OUT.printf(
                    "%s  build %d  %,9.0f/s  %5.2f us  p99 %7.2f ms  %.2f%n",
                    scenario, build, median.rate(), median.cpuMicros(), median.p99Millis(), median.rate() / first);
        });
    }
}
