package ee.channels.conformance.app;

import ee.channels.scope.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the application writes down what happens to it, so that a test outside can read it: a file per page, in the
 * folder that the system property {@code conformance.diary} names. Files outlive the application.
 *
 * <p>Thread-safe.
 */
public final class Diary {

    private static final Path FOLDER =
            Path.of(System.getProperty("conformance.diary", System.getProperty("java.io.tmpdir")));

    private Diary() {}

    /** Adds a line, which is on the page when this returns. */
    public static void write(String page, String line) {
        try {
            Files.writeString(FOLDER.resolve(page), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a line to the page that a client has asked for by {@code ?diary=}; none if it has not. */
    public static void write(Scope scope, String line) {
        scope.query("diary").ifPresent(page -> write(page, line));
    }
}
