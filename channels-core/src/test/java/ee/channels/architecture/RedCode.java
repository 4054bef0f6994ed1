package ee.channels.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Code that breaks rules, compiled from text under the very names that the rules are about, and never on a class path.
 */
public final class RedCode {

    private static final List<String> OURS = List.of(
            "ee.channels",
            "ee.channels.message",
            "ee.channels.scope",
            "ee.channels.layer",
            "ee.channels.layer.memory",
            "ee.channels.layer.memory.deeper",
            "ee.channels.application",
            "ee.channels.routing",
            "ee.channels.security",
            "ee.channels.consumer",
            "ee.channels.runtime",
            "ee.channels.testing",
            "ee.channels.unlisted");

    private static final List<String> OTHERS = List.of(
            "jakarta.servlet",
            "jakarta.servlet.http",
            "jakarta.websocket",
            "jakarta.websocket.server",
            "jakarta.enterprise.inject",
            "org.junit.jupiter.api",
            "org.assertj.core.api",
            "org.awaitility",
            "org.example");

    private static final Map<String, String> CLASSES = Map.of(
            "ee.channels.Ticker", "public class Ticker { long nanos() { return System.nanoTime(); } }",
            "ee.channels.layer.Layer",
                    "public interface Layer { static Layer create() { return new ee.channels.layer.memory.MemoryLayer(); } }",
            "ee.channels.layer.memory.MemoryLayer", "public class MemoryLayer implements ee.channels.layer.Layer {}",
            "ee.channels.runtime.NanoTime", "class NanoTime { long now = System.nanoTime(); }",
            "ee.channels.runtime.Millis", "class Millis { long now() { return System.currentTimeMillis(); } }",
            "ee.channels.runtime.Reference",
                    "class Reference { java.util.function.LongSupplier now = System::nanoTime; }",
            "ee.channels.runtime.Now", "class Now { Object now = java.time.Instant.now(); }",
            "ee.channels.runtime.Utc", "class Utc { Object clock = java.time.Clock.systemUTC(); }",
            "ee.channels.runtime.Today", "class Today { Object now = new java.util.Date(); }");

    private static final Map<String, String> SLEEPERS = Map.of(
            "ee.channels.runtime.Sleep", "class Sleep { void run() throws Exception { Thread.sleep(1); } }",
            "ee.channels.runtime.Nap",
                    "class Nap { java.util.concurrent.Callable<Void> nap = () -> { Thread.sleep(1); return null; }; }",
            "ee.channels.runtime.UnitSleep",
                    "class UnitSleep { void run() throws Exception { java.util.concurrent.TimeUnit.SECONDS.sleep(1); } }",
            "ee.channels.runtime.Park",
                    "class Park { void run() { java.util.concurrent.locks.LockSupport.parkNanos(1); } }");

    private final JavaClasses classes;

    private RedCode(JavaClasses classes) {
        this.classes = classes;
    }

    /** Compiles everything into a directory: classes that import each package from each of ours, and those above. */
    static RedCode compiled(Path directory) throws IOException {
        Map<String, String> classes = new TreeMap<>(CLASSES);
        classes.putAll(SLEEPERS);
        return compiled(directory, OURS, OTHERS, classes);
    }

    /**
     * The same for another module.
     *
     * @param ours packages that import each other, themselves and the others
     * @param others packages that import nothing
     * @param classes further ones, by their full names, as the text that follows their package
     */
    public static RedCode compiled(Path directory, List<String> ours, List<String> others, Map<String, String> classes)
            throws IOException {
        Map<String, String> sources = new TreeMap<>(classes);
        for (String imported : Stream.concat(ours.stream(), others.stream()).toList()) {
            sources.put(imported + ".Imported", "public class Imported {}");
            for (String importer : ours) {
                String name = importer(imported);
                sources.put(importer + "." + name, "public class " + name + " { " + imported + ".Imported[] field; }");
            }
        }
        compile(sources, directory);
        return new RedCode(new ClassFileImporter().importPath(directory));
    }

    /** Some of the classes, by their full names. */
    public JavaClasses classes(String... names) {
        Set<String> wanted = Set.of(names);
        JavaClasses found =
                classes.that(DescribedPredicate.describe("are of " + wanted, type -> wanted.contains(type.getName())));
        if (found.size() != wanted.size()) {
            throw new AssertionError("Not compiled: one of " + wanted);
        }
        return found;
    }

    /** Classes of packages which import each other in a row: the first the second, the second the third… */
    public JavaClasses row(String... packages) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i + 1 < packages.length; i++) {
            names.add(packages[i] + "." + importer(packages[i + 1]));
        }
        Arrays.stream(packages).distinct().forEach(name -> names.add(name + ".Imported"));
        return classes(names.toArray(String[]::new));
    }

    private static String importer(String imported) {
        return "ImporterOf_" + imported.replace('.', '_');
    }

    private static void compile(Map<String, String> sources, Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> units = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .collect(Collectors.toList());
        StringWriter errors = new StringWriter();
        // Nothing of this project's, of Jakarta EE or of a test framework: the class path is empty.
        List<String> options =
                List.of("-proc:none", "--release", "17", "-d", directory.toString(), "-cp", directory.toString());
        if (!compiler.getTask(errors, null, null, options, null, units).call()) {
            throw new AssertionError(errors.toString());
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String body) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
            text = "package " + name.substring(0, name.lastIndexOf('.')) + "; " + body;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
