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

/**
 * WARs of {@link RoomConsumer} and {@link RoomServlet} alone, and the library that they may carry or leave to the
 * server.
 */
final class RoomWar {

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              %s
            </web-app>
            """;

    private static final String NAMED = """
              <resource-env-ref>
                <resource-env-ref-name>channels/default</resource-env-ref-name>
                <resource-env-ref-type>ee.channels.layer.ChannelLayer</resource-env-ref-type>
              </resource-env-ref>
            """;

    private static final String GLOBAL = """
              <resource-env-ref>
                <resource-env-ref-name>java:global/channels/default</resource-env-ref-name>
                <resource-env-ref-type>ee.channels.layer.ChannelLayer</resource-env-ref-type>
                <lookup-name>channels/default</lookup-name>
              </resource-env-ref>
            """;

    private static final String CONFIGURED = """
              <context-param>
                <param-name>channels.layer.default.url</param-name>
                <param-value>%s</param-value>
              </context-param>
            """;

    private RoomWar() {}

    /** Copies the library's own jars into a folder, and returns the copies. */
    static List<Path> library(Path folder) {
        return jars("channels-(core|jakarta)", folder);
    }

    /**
     * Copies jars of the conformance WAR into a folder, those whose artifacts have such a name, and returns the copies.
     */
    static List<Path> jars(String artifacts, Path folder) {
        List<Path> copies = new ArrayList<>();
        try (FileSystem war = FileSystems.newFileSystem(Path.of(System.getProperty("conformance.war")));
                Stream<Path> jars = Files.list(war.getPath("/WEB-INF/lib"))) {
            List<Path> wanted = jars.filter(
                            jar -> jar.getFileName().toString().matches("(" + artifacts + ")-[0-9].*\\.jar"))
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
     * Makes a WAR that names the layer {@code channels/default}.
     *
     * @param descriptors files that go into WEB-INF as they are
     */
    static Path make(Path war, List<Path> library, List<Path> descriptors) {
        return make(war, NAMED, List.of(RoomConsumer.class, RoomServlet.class), library, descriptors);
    }

    /**
     * Makes a WAR that makes a name in {@code java:global} of the server's {@code channels/default}; it sends nothing.
     */
    static Path global(Path war) {
        return make(war, GLOBAL, List.of(), List.of(), List.of());
    }

    /** Makes a WAR without the servlet, with a layer that its {@code web.xml} configures. */
    static Path configured(Path war, String url, List<Path> library) {
        return make(war, CONFIGURED.formatted(url), List.of(RoomConsumer.class), library, List.of());
    }

    /** Makes a WAR of a consumer and a bean, with no descriptor that names a layer. */
    static Path ofBean(Path war, List<Path> library) {
        return make(war, "", List.of(RoomConsumer.class, RoomBean.class, RoomBeanServlet.class), library, List.of());
    }

    private static Path make(
            Path war, String webXml, List<Class<?>> classes, List<Path> library, List<Path> descriptors) {
        try (FileSystem inside = FileSystems.newFileSystem(war, Map.of("create", "true"))) {
            Path root = inside.getPath("/WEB-INF");
            Files.createDirectories(root.resolve("lib"));
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                Path compiled = root.resolve("classes").resolve(name);
                Files.createDirectories(compiled.getParent());
                try (var bytes = RoomWar.class.getResourceAsStream("/" + name)) {
                    Files.copy(bytes, compiled);
                }
            }
            Files.writeString(root.resolve("web.xml"), WEB_XML.formatted(webXml));
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
