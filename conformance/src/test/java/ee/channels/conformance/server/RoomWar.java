package ee.channels.conformance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** WARs of {@link RoomConsumer} alone, and the library that they may carry or leave to the server. */
final class RoomWar {

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <resource-env-ref>
                <resource-env-ref-name>channels/default</resource-env-ref-name>
                <resource-env-ref-type>ee.channels.layer.ChannelLayer</resource-env-ref-type>
              </resource-env-ref>
            </web-app>
            """;

    private RoomWar() {}

    /** Copies the library's own jars, out of the conformance WAR, into a folder, and returns the copies. */
    static List<Path> library(Path folder) {
        List<Path> copies = new ArrayList<>();
        try (FileSystem war = FileSystems.newFileSystem(Path.of(System.getProperty("conformance.war")));
                Stream<Path> jars = Files.list(war.getPath("/WEB-INF/lib"))) {
            List<Path> wanted = jars.filter(
                            jar -> jar.getFileName().toString().matches("channels-(core|jakarta).*\\.jar"))
                    .toList();
            for (Path jar : wanted) {
                copies.add(Files.copy(jar, folder.resolve(jar.getFileName().toString())));
            }
            return copies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a WAR.
     *
     * @param descriptors files that go into WEB-INF as they are
     */
    static Path make(Path war, List<Path> library, List<Path> descriptors) {
        try (FileSystem inside = FileSystems.newFileSystem(war, Map.of("create", "true"))) {
            Path root = inside.getPath("/WEB-INF");
            String consumer = RoomConsumer.class.getName().replace('.', '/') + ".class";
            Path compiled = root.resolve("classes").resolve(consumer);
            Files.createDirectories(compiled.getParent());
            Files.createDirectories(root.resolve("lib"));
            try (var bytes = RoomConsumer.class.getResourceAsStream("RoomConsumer.class")) {
                Files.copy(bytes, compiled);
            }
            Files.writeString(root.resolve("web.xml"), WEB_XML);
            for (Path file : descriptors) {
                Files.copy(file, root.resolve(file.getFileName().toString()));
            }
            for (Path jar : library) {
                Files.copy(jar, root.resolve("lib").resolve(jar.getFileName().toString()));
            }
            return war;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
