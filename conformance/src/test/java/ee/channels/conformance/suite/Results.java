package ee.channels.conformance.suite;

import ee.channels.conformance.server.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What came of each behaviour on one container: a line each in {@code target/results/CONTAINER.tsv}. */
final class Results {

    /** How a container did. */
    enum Outcome {
        SAME,
        ABSENT,
        FAILED
    }

    private Results() {}

    static void add(Container container, ExtensionContext context, Outcome outcome, String reason) {
        Path file = Path.of("target", "results", container.name() + ".tsv");
        String line = String.join(
                        "\t",
                        context.getRequiredTestClass().getSimpleName(),
                        context.getDisplayName().replaceFirst(" ?\\(.*\\)$", ""),
                        outcome.name(),
                        reason)
                + "\n";
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
