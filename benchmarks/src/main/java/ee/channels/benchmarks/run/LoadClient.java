package ee.channels.benchmarks.run;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program that opens the sockets and counts, run once for each measurement.
 *
 * <p>Confined to one thread.
 */
final class LoadClient {
    private static final double LONGEST_SECONDS = 90;

    private final Path program;
    private final Path log;
    private final List<String> options = new ArrayList<>();

    LoadClient(Workshop workshop, Contender contender, Server server) {
        program = workshop.loadClient();
        log = workshop.log("wsload-" + contender.label());
        String address = "127.0.0.1:" + server.port();
        with("--url", "ws://" + address + contender.socketPath());
        with("--notify", "http://" + address + "/notify?group={group}");
        with("--pid", Long.toString(server.pid()));
        with("--max-s", Double.toString(LONGEST_SECONDS));
        with("--raw", "1");
        options.addAll(contender.dialect());
    }

    LoadClient with(String option, String value) {
        options.add(option);
        options.add(value);
        return this;
    }

    LoadClient with(String option, long value) {
        return with(option, Long.toString(value));
    }

    LoadClient with(List<String> more) {
        options.addAll(more);
        return this;
    }

    /** Runs it to its end. */
    Measurement run() throws IOException, InterruptedException {
        Process process = start();
        process.getOutputStream().close();
        return result(process);
    }

    Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(options);
        return new ProcessBuilder(command).redirectError(log.toFile()).start();
    }

    /** Waits until a client that holds its sockets idle has opened them all. */
    void awaitReady(Process process) throws IOException, InterruptedException {
        while (process.isAlive() && !Files.readString(log).contains("ready")) {
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    /** What a process of {@link #start()} has measured, once it has ended. */
    Measurement result(Process process) throws IOException, InterruptedException {
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || line.isBlank()) {
            throw new IOException("The load client failed; see " + log);
        }
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return Measurement.of(reader.readObject());
        }
    }
}
