package ee.channels.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The shipped zip, unpacked. */
record Plugin(Path home) {

    private static final int SECONDS = 60;

    /** What the script said, and how it ended. */
    record Result(int status, String output) {}

    static Plugin unpacked(Path directory) {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of(System.getProperty("plugin.zip"))))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
            try (Stream<Path> tops = Files.list(directory)) {
                return new Plugin(tops.findFirst().orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path conf(String name) {
        return home.resolve("conf").resolve(name);
    }

    List<Path> jars() {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result install(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("sh", home.resolve("install.sh").toString()));
        command.addAll(List.of(arguments));
        try {
            Process script =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            script.getOutputStream().close();
            String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!script.waitFor(SECONDS, TimeUnit.SECONDS)) {
                script.destroyForcibly();
                throw new AssertionError("install.sh does not end: " + output);
            }
            return new Result(script.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
