package ee.channels.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a server's time went, by a flight recording of its JVM: the ten methods that were seen running most often, and
 * the ten places that waited longest for a monitor.
 *
 * <p>A recording counts from the start of the server to its end, with the warm-up.
 *
 * <p>Immutable.
 *
 * @param recording the file that the JVM writes when it ends
 */
record Profile(Path recording) {
    private static final int TOP = 10;
    private static final String FIRST_OF_OURS = "ee.channels.";

    /** What the JVM is told. */
    List<String> options() {
        return List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
    }

    /** In Markdown, under a heading. */
    List<String> report(String heading) throws IOException {
        Map<String, Long> running = new HashMap<>();
        Map<String, Long> blocked = new HashMap<>();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                switch (event.getEventType().getName()) {
                    case "jdk.ExecutionSample" -> running.merge(top(event), 1L, Long::sum);
                    case "jdk.JavaMonitorEnter" ->
                        blocked.merge(monitor(event), event.getDuration().toNanos(), Long::sum);
                    default -> {
                        // of the others nothing is shown
                    }
                }
            }
        }
        List<String> lines = new ArrayList<>(List.of("", "#### " + heading, ""));
        long samples = running.values().stream().mapToLong(Long::longValue).sum();
        lines.add("| method, and the first of ours below it | share of " + samples + " samples |");
        lines.add("|---|---|");
        top(running)
                .forEach(method -> lines.add(String.format(
                        Locale.ROOT, "| %s | %.1f %% |", method.getKey(), 100.0 * method.getValue() / samples)));
        lines.add("");
        lines.add("| lock, and who waited for it | ms in all |");
        lines.add("|---|---|");
        top(blocked)
                .forEach(lock ->
                        lines.add(String.format(Locale.ROOT, "| %s | %.1f |", lock.getKey(), lock.getValue() / 1e6)));
        if (blocked.isEmpty()) {
            lines.add("| none for as long as a recording notes | |");
        }
        return lines;
    }

    /** Writes the report beside the others; the recording stays where it is. */
    void writeReport(Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(name + ".md"), report(name));
    }

    private static List<Map.Entry<String, Long>> top(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(TOP)
                .toList();
    }

    private static String top(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null || stack.getFrames().isEmpty()) {
            return "?";
        }
        String first = name(stack.getFrames().get(0));
        String ours = stack.getFrames().stream()
                .map(Profile::name)
                .filter(name -> name.startsWith(FIRST_OF_OURS))
                .findFirst()
                .orElse("");
        return ours.isEmpty() || ours.equals(first) ? first : first + " ← " + ours;
    }

    private static String monitor(RecordedEvent event) {
        return event.getClass("monitorClass").getName() + " ← " + top(event);
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }
}
