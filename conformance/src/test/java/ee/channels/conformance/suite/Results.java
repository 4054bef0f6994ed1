package ee.channels.conformance.suite;

import ee.channels.conformance.server.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What came of each behaviour on one container: a line each in {@code CONTAINER.tsv}, begun anew by each run, and what
 * the server says of itself in {@code CONTAINER.txt}.
 *
 * <p>Thread-safe.
 */
final class Results {

    static final Path FOLDER = Path.of("target", "results");

    private static final Set<Container> BEGUN = ConcurrentHashMap.newKeySet();

    /** How a container did. */
    enum Outcome {
        SAME,
        ABSENT,
        DIFFERS,
        FAILED
    }

    /**
     * One line.
     *
     * @param sentence of the test; empty if all of the behaviour is meant
     * @param reason why it is absent or differs; or what the container does otherwise beneath, empty if nothing
     */
    record Line(String behaviour, String sentence, Outcome outcome, String reason) {

        static Line parsed(String line) {
            String[] parts = line.split("\t", -1);
            return new Line(parts[0], parts[1], Outcome.valueOf(parts[2]), parts[3]);
        }

        private String written() {
            return String.join("\t", behaviour, sentence, outcome.name(), reason) + "\n";
        }
    }

    private Results() {}

    static void add(Container container, ExtensionContext context, Outcome outcome, String reason) {
        String sentence = context.getTestMethod()
                .map(method ->
                        context.getDisplayName().replaceFirst(" ?\\(.*\\)$", "").replace('_', ' '))
                .orElse("");
        String behaviour = context.getRequiredTestClass().getSimpleName().replaceFirst("Behaviour$", "");
        String why = outcome == Outcome.SAME ? quirks(container, context) : reason;
        append(container, new Line(behaviour, sentence, outcome, why).written());
    }

    private static String quirks(Container container, ExtensionContext context) {
        return Stream.of(context.getRequiredTestClass(), context.getRequiredTestMethod())
                .flatMap(element -> AnnotationSupport.findRepeatableAnnotations(element, Quirk.class).stream())
                .filter(quirk -> Arrays.asList(quirk.of()).contains(container))
                .map(Quirk::is)
                .collect(Collectors.joining(" "));
    }

    private static synchronized void append(Container container, String line) {
        Path file = FOLDER.resolve(container.name() + ".tsv");
        try {
            Files.createDirectories(FOLDER);
            if (BEGUN.add(container)) {
                Files.deleteIfExists(file);
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes what the server says of itself. */
    static void is(Container container, String itself) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(container.name() + ".txt"), itself);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String itself(Path folder, Container container) throws IOException {
        return Files.readString(folder.resolve(container.name() + ".txt"));
    }

    static List<Line> of(Path folder, Container container) throws IOException {
        return Files.readAllLines(folder.resolve(container.name() + ".tsv")).stream()
                .map(Line::parsed)
                .toList();
    }
}
