package ee.channels.benchmarks.run;

import java.io.IOException;
import java.util.Map;

/**
 * One scenario, once, on one contender's server.
 *
 * <p>Thread-safe.
 *
 * @param workshop where the load client is
 * @param seconds how long messages are sent
 * @param redis the process of Redis, whose time is counted by itself
 */
record Round(Workshop workshop, double seconds, long redis) {
    /** More than any contender can do in the time, so that the time is what ends a round. */
    private static final double FASTEST = 4e6;

    private static final long FEWEST = 200;
    private static final double COLD_WARMUP = 10;

    /**
     * Of handshakes, whose code is run once for each socket and not for each message: after 30 s it still gets faster.
     */
    private static final double COLD_STORMS = 60;

    /** From the start of a server, with a little for that and for opening the sockets. */
    static final int WARM_AFTER_SECONDS = 12;

    /** A server that was idle while the others had their turns takes a second or two to be as quick as before. */
    private static final double WARMUP = 3;

    Measurement of(Scenario scenario, Contender contender, Server server) throws IOException, InterruptedException {
        return switch (scenario.kind()) {
            case RATE ->
                client(scenario, contender, server)
                        .with("--window", scenario.window())
                        .run();
            case FIXED -> client(scenario, contender, server).run();
            case HALF -> half(scenario, contender, server);
            case STORM -> storm(scenario, contender, server);
            case IDLE -> idle(scenario, contender, server);
        };
    }

    private Measurement half(Scenario scenario, Contender contender, Server server)
            throws IOException, InterruptedException {
        Measurement most = client(scenario, contender, server)
                .with("--window", scenario.window())
                .run();
        if (!most.isGood()) {
            return most;
        }
        // each broadcast is delivered to all of the sockets
        double rate = most.value(Metric.PER_SECOND) / scenario.sockets() / 2;
        return client(scenario, contender, server)
                .with("--rate", String.format(java.util.Locale.ROOT, "%.1f", rate))
                .run();
    }

    /** They come again and again for as long as a round lasts; the last time counts. */
    private Measurement storm(Scenario scenario, Contender contender, Server server)
            throws IOException, InterruptedException {
        double lasting = seconds + (server.isCold() ? COLD_STORMS : 0);
        long end = System.nanoTime() + (long) (lasting * 1e9);
        Measurement last = opening(scenario, contender, server).run();
        while (System.nanoTime() < end) {
            last = opening(scenario, contender, server).run();
        }
        return last.bySockets();
    }

    private LoadClient opening(Scenario scenario, Contender contender, Server server) {
        return client(scenario, contender, server)
                .with("--warmup-s", 0)
                .with("--warmup", 1)
                .with("--msgs", 1);
    }

    private Measurement idle(Scenario scenario, Contender contender, Server server)
            throws IOException, InterruptedException {
        opening(scenario, contender, server).with("--conns", 100).run();
        long before = server.heap();
        LoadClient client = opening(scenario, contender, server).with("--hold", 1);
        Process process = client.start();
        try {
            client.awaitReady(process);
            double heap = (double) (server.heap() - before) / scenario.sockets();
            process.getOutputStream().close();
            Measurement seen = client.result(process);
            return seen.with(Map.of(Metric.HEAP, heap));
        } finally {
            process.destroy();
        }
    }

    private LoadClient client(Scenario scenario, Contender contender, Server server) {
        boolean cold = scenario.kind() != Scenario.Kind.STORM && server.isCold();
        long most = (long) (FASTEST * seconds / scenario.sockets());
        return new LoadClient(workshop, contender, server)
                .with("--aux", redis)
                .with("--conns", scenario.sockets())
                .with("--bytes", scenario.bytes())
                .with("--msgs", Math.max(FEWEST, most))
                .with("--connect-par", 64)
                .with("--settle-ms", 300 + scenario.sockets() / 5)
                .with("--warmup-s", Double.toString(cold ? COLD_WARMUP : WARMUP))
                .with("--measure-s", Double.toString(seconds))
                .with(scenario.extra());
    }
}
