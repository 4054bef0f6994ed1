package ee.channels.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A web application in the making: classes of the tests, a context.xml, and jars if it is not thin. */
final class War {

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    static War of(Class<?>... classes) {
        War war = new War();
        for (Class<?> type : classes) {
            String file = type.getName().replace('.', '/') + ".class";
            try (InputStream bytes = type.getClassLoader().getResourceAsStream(file)) {
                war.entries.put("WEB-INF/classes/" + file, bytes.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return war;
    }

    War file(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    War context(Path file) {
        return file("META-INF/context.xml", bytes(file));
    }

    War jars(List<Path> jars) {
        jars.forEach(jar -> file("WEB-INF/lib/" + jar.getFileName(), bytes(jar)));
        return this;
    }

    Path write(Path file) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
