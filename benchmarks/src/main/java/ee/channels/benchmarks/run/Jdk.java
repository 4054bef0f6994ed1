package ee.channels.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Java to run contenders on.
 *
 * @param feature its version, such as 17
 * @param home where it is
 */
record Jdk(int feature, Path home) {

    static Jdk running() {
        return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /** The running one, if it is of this version, or one that is installed beside it. */
    static Optional<Jdk> installed(int feature) {
        Jdk running = running();
        if (running.feature == feature) {
            return Optional.of(running);
        }
        try (Stream<Path> siblings = Files.list(running.home.getParent())) {
            return siblings.sorted()
                    .filter(home -> isOf(home, feature))
                    .map(home -> new Jdk(feature, home))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOf(Path home, int feature) {
        Path release = home.resolve("release");
        try {
            return Files.isRegularFile(release)
                    && Files.isExecutable(home.resolve("bin/java"))
                    && Files.readAllLines(release).stream()
                            .anyMatch(line -> line.matches("JAVA_VERSION=\"" + feature + "\\b.*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String java() {
        return home.resolve("bin/java").toString();
    }
}
