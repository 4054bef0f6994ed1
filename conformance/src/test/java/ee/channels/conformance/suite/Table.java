package ee.channels.conformance.suite;

import ee.channels.conformance.server.Container;
import ee.channels.conformance.suite.Results.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code docs/containers.md} of what the runs of all containers have left. One that has left nothing, or not the
 * same behaviours as the others, fails it.
 *
 * <p>Confined to the main thread.
 */
public final class Table {

    private final Map<Container, List<Line>> results = new EnumMap<>(Container.class);
    private final Map<Container, String> versions = new EnumMap<>(Container.class);
    private final List<String> notes = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    private Table(Path folder) throws IOException {
        for (Container container : Container.values()) {
            results.put(container, Results.of(folder, container));
            versions.put(container, Results.itself(folder, container));
        }
    }

    /**
     * Writes the page.
     *
     * @param arguments the folder of the results, and the file to write
     */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[1]), new Table(Path.of(arguments[0])).written());
    }

    private String written() {
        page.append(
                "# One WAR, one behaviour: what was seen on each server\n\n"
                        + "Written by `./mvnw verify -Pall-containers`, which deploys the same WAR to each of these servers, as they come"
                        + " from Maven Central,\nand asks each for the same; do not edit. ✓ is the same as everywhere, – is what the server"
                        + " does not have, ≠ what is otherwise there and is not asked, and a number is a note below.\n\n| server | says of itself |\n|---|---|\n");
        versions.forEach((container, itself) -> page.append("| ")
                .append(container.label())
                .append(" | ")
                .append(itself.strip().replace("|", "\\|"))
                .append(" |\n"));
        behaviours().forEach(this::section);
        page.append("\n## Notes\n\n");
        for (int i = 0; i < notes.size(); i++) {
            page.append(i + 1).append(". ").append(notes.get(i)).append('\n');
        }
        return page.toString();
    }

    /** The sentences of each behaviour, over all containers. */
    private Map<String, TreeSet<String>> behaviours() {
        Map<String, TreeSet<String>> found = new TreeMap<>();
        results.values().stream().flatMap(List::stream).forEach(line -> {
            TreeSet<String> sentences = found.computeIfAbsent(line.behaviour(), name -> new TreeSet<>());
            if (!line.sentence().isEmpty()) {
                sentences.add(line.sentence());
            }
        });
        return found;
    }

    private void section(String behaviour, TreeSet<String> sentences) {
        page.append("\n## ").append(behaviour).append("\n\n| |");
        results.keySet()
                .forEach(container -> page.append(' ').append(container.label()).append(" |"));
        page.append("\n|---|").append(":-:|".repeat(results.size())).append('\n');
        for (String sentence : sentences) {
            page.append("| ").append(sentence).append(" |");
            Map<String, List<String>> reasons = new LinkedHashMap<>();
            results.forEach((container, lines) -> {
                Line line = find(lines, behaviour, sentence);
                if (line != null && !line.reason().isEmpty()) {
                    reasons.computeIfAbsent(line.reason(), reason -> new ArrayList<>())
                            .add(container.label());
                }
            });
            results.forEach((container, lines) -> page.append(' ')
                    .append(cell(container, find(lines, behaviour, sentence), reasons))
                    .append(" |"));
            page.append('\n');
        }
    }

    /** What a container did; a behaviour that it lacks as a whole stands for each of its sentences. */
    private static @Nullable Line find(List<Line> lines, String behaviour, String sentence) {
        return lines.stream()
                .filter(line -> line.behaviour().equals(behaviour))
                .filter(line ->
                        line.sentence().equals(sentence) || line.sentence().isEmpty())
                .findFirst()
                .orElse(null);
    }

    private String cell(Container container, @Nullable Line line, Map<String, List<String>> reasons) {
        if (line == null) {
            throw new IllegalStateException(container.label() + " was not asked for all that the others were");
        }
        String sign = switch (line.outcome()) {
            case SAME -> "✓";
            case ABSENT -> "–";
            case DIFFERS -> "≠";
            case FAILED -> "**failed**";
        };
        List<String> same = reasons.get(line.reason());
        return same == null ? sign : sign + " <sup>" + number(line, same) + "</sup>";
    }

    /** The number of a note, which is made if it is not there. */
    private int number(Line line, List<String> containers) {
        String note = String.join(", ", containers) + ": " + line.reason();
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return notes.indexOf(note) + 1;
    }
}
