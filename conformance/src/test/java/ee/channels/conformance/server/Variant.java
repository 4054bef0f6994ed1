package ee.channels.conformance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The application once more, under another name and with more in its deployment descriptor. */
public final class Variant {

    private static final String END = "</web-app>";

    /** Of web.xml; a name on the server, which no two applications may have. */
    private static final String QUEUE = "conformance_orders";

    private Variant() {}

    /**
     * Makes a copy of the WAR.
     *
     * @param name of the copy, and so its context path
     * @param more elements for the end of {@code web.xml}
     */
    public static Path of(String name, String more) {
        Path copy = Path.of("target", "variants", ProcessHandle.current().pid() + "", name + ".war")
                .toAbsolutePath();
        try {
            Files.createDirectories(copy.getParent());
            Files.deleteIfExists(copy);
            Files.copy(Path.of(System.getProperty("conformance.war")), copy);
            try (FileSystem war = FileSystems.newFileSystem(copy)) {
                Path descriptor = war.getPath("/WEB-INF/web.xml");
                String xml = Files.readString(descriptor);
                Files.writeString(
                        descriptor,
                        xml.replace(QUEUE, name.replace('-', '_') + QUEUE.substring(QUEUE.indexOf('_')))
                                .replace(END, more + END));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A log-in of this kind, and users in the roles member and admin for everything below {@code /secure}. */
    public static String logIn(String method, String more) {
        return "<security-role><role-name>member</role-name></security-role>"
                + "<security-role><role-name>admin</role-name></security-role>"
                + "<security-constraint><web-resource-collection><web-resource-name>secure</web-resource-name>"
                + "<url-pattern>/secure/*</url-pattern></web-resource-collection>"
                + "<auth-constraint><role-name>member</role-name><role-name>admin</role-name></auth-constraint>"
                + "</security-constraint>"
                + "<login-config><auth-method>" + method + "</auth-method>" + more + "</login-config>";
    }
}
