package ee.channels.conformance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDK that a server runs on: the one of the tests, or for servers that want a newer one, another beside it. */
final class Jdk {

    private static final Pattern VERSION = Pattern.compile("^JAVA_VERSION=\"(\\d+)", Pattern.MULTILINE);

    private Jdk() {}

    /** The home of the tests' own JDK. */
    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * The home of a JDK of at least this major version: that of the tests if it will do, else {@code JAVA_HOME}, else
     * one beside these or in {@code /usr/lib/jvm}.
     *
     * @throws IllegalStateException saying where none was found
     */
    static Path home(int atLeast) {
        List<Path> places = List.of(home().getParent(), Path.of("/usr/lib/jvm"));
        Stream<Path> named = Stream.concat(
                Stream.of(home()), Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).stream());
        return Stream.concat(named, places.stream().flatMap(place -> in(place).stream()))
                .filter(candidate -> version(candidate) >= atLeast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This server needs a JDK " + atLeast
                        + " or newer; there is none in JAVA_HOME nor in " + places + "; install one there"));
    }

    private static List<Path> in(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(place)) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The major version, or 0 if that is no JDK. */
    private static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isRegularFile(release)) {
            return 0;
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
