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
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a server's time went, by a flight recording of its JVM: the ten methods that were seen running most often, in
 * Java or in the system's reads and writes, and the ten places that waited longest for a lock.
 *
 * <p>A recording begins when the server is warm. One of a few seconds has too few samples to say anything.
 *
 * <p>Immutable.
 *
 * @param recording the file that the JVM writes when it ends
 */
record Profile(Path recording) {
    private static final int TOP = 10;
    private static final String FIRST_OF_OURS = "ee.channels.";

    /** Where a thread waits for the others rather than for work. */
    private static final String LOCKS = "java.util.concurrent.locks.";

    private static final String CONDITION = "ConditionObject";

    /**
     * What the JVM is told.
     *
     * @param warm seconds after its start at which the recording begins
     */
    List<String> options(int warm) {
        return List.of(
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,delay=" + warm + "s,filename=" + recording);
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
                    case "jdk.NativeMethodSample" -> {
                        if (readsOrWrites(event)) {
                            running.merge(top(event), 1L, Long::sum);
                        }
                    }
                    case "jdk.JavaMonitorEnter" ->
                        blocked.merge(
                                lock(event, "monitorClass"), event.getDuration().toNanos(), Long::sum);
                    case "jdk.ThreadPark" -> {
                        if (waitsForLock(event)) {
                            blocked.merge(
                                    lock(event, "parkedClass"),
                                    event.getDuration().toNanos(),
                                    Long::sum);
                        }
                    }
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

    /** Unlike a selector, which is in a native method while it waits. */
    private static boolean readsOrWrites(RecordedEvent event) {
        String method = top(event);
        return method.contains("Dispatcher") && (method.contains(".read") || method.contains(".write"));
    }

    private static boolean waitsForLock(RecordedEvent event) {
        RecordedClass parked = event.getClass("parkedClass");
        return parked != null
                && parked.getName().startsWith(LOCKS)
                && !parked.getName().endsWith(CONDITION);
    }

    private static String lock(RecordedEvent event, String field) {
        return event.getClass(field).getName() + " ← " + top(event);
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }
}
