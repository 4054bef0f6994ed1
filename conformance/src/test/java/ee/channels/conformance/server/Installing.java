package ee.channels.conformance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What installing a server does with files and ports. */
final class Installing {

    private Installing() {}

    /** The one folder in a folder. */
    static Path onlyFolderIn(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory)
                    .reduce((a, b) -> {
                        throw new IllegalStateException(folder + " holds more than one folder");
                    })
                    .orElseThrow(() -> new IllegalStateException(folder + " is empty"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder, made anew. */
    static Path empty(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> old = Files.walk(folder)) {
                    for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a file, or a folder with all that is in it. */
    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Like {@link #copy}, for files that nobody changes: the copies are links to the same content. */
    static void link(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createLink(target, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a passage of a file, which has to be there. */
    static void edit(Path file, String old, String replacement) {
        try {
            String text = Files.readString(file);
            if (!text.contains(old)) {
                throw new IllegalStateException(file + " does not contain " + old);
            }
            Files.writeString(file, text.replace(old, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks an archive, and returns the one folder that is in it. */
    static Path unpack(Path archive, Path folder) {
        try (FileSystem zip = FileSystems.newFileSystem(archive);
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(file.toString().substring(1));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
            return onlyFolderIn(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive on the class path of the tests that a class is in. */
    static Path jarOf(String className) {
        try {
            return Path.of(Class.forName(className)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
