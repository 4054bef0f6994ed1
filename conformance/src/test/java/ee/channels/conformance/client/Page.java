package ee.channels.conformance.client;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A page of the diary that the application keeps, where consumers and beans write what happens to them. It can be read
 * when the application, and even the server, is gone.
 *
 * <p>Confined to the thread of the test.
 */
public final class Page {

    private final Path file;
    private int read;

    Page(Path diary, String name) {
        file = diary.resolve(name);
    }

    public String name() {
        return file.getFileName().toString();
    }

    /** A path whose consumer writes here. */
    public String on(String path) {
        return path + (path.indexOf('?') < 0 ? '?' : '&') + "diary=" + name();
    }

    /** The next line, within the deadline. */
    public String next() {
        await("a line in the diary")
                .atMost(Site.DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> lines().size() > read);
        return lines().get(read++);
    }

    /** Whether nothing was written that has not been read. */
    public boolean isEmpty() {
        return lines().size() == read;
    }

    /** Everything that was written so far. */
    public List<String> lines() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList(); // whole lines
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
