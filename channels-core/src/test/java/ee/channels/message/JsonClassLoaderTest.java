package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What JSON does in a server that shares this library among applications, and where there is no JSON-B at all. */
class JsonClassLoaderTest {

    public record Note(String text) {}

    /** Has its own copy of {@link Note}, as a WAR has, and takes everything else from its parent. */
    private static final class Application extends ClassLoader {
        Application() {
            super(JsonClassLoaderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Note.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) {
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void inContext(ClassLoader context, Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void useJson(ClassLoader application) throws ReflectiveOperationException {
        Class<?> note = application.loadClass(Note.class.getName());
        assertThat(note).isNotEqualTo(Note.class);
        inContext(application, () -> {
            Object decoded = Json.decode("{\"text\":\"x\"}", note);
            assertThat(decoded).isInstanceOf(note);
            assertThat(Json.encode(decoded)).isEqualTo("{\"text\":\"x\"}");
            // Not its equals: java.lang.runtime.ObjectMethods remembers the record that last used one.
            assertThat(Message.of("m", decoded).shared().as(note)).isInstanceOf(note);
        });
    }

    private static WeakReference<ClassLoader> deployAndUndeploy(ReferenceQueue<ClassLoader> gone)
            throws ReflectiveOperationException {
        Application application = new Application();
        useJson(application);
        Json.release(application);
        return new WeakReference<>(application, gone);
    }

    @Test
    void nothing_of_an_application_is_held_after_its_release() throws Exception {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        WeakReference<ClassLoader> application = deployAndUndeploy(gone);
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (gone.remove(50) == null) {
            assertThat(System.nanoTime()).as("still held: %s", application).isLessThan(deadline);
            System.gc();
        }
    }

    @Test
    void a_released_application_may_come_back() throws Exception {
        Application application = new Application();
        useJson(application);
        Json.release(application);
        Json.release(application);
        useJson(application);
        Json.release(application);
    }

    @Test
    void a_thread_without_a_context_class_loader_has_json_as_well() {
        inContext(null, () -> assertThat(Json.encode(new Note("x"))).isEqualTo("{\"text\":\"x\"}"));
    }

    /** This library with those jars of the class path alone whose names pass. */
    private static URLClassLoader with(Predicate<String> jars) {
        URL[] path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> new File(entry).isDirectory() || jars.test(new File(entry).getName()))
                .map(JsonClassLoaderTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private static Throwable encodeIn(URLClassLoader library) throws Exception {
        return encodeIn(library, library);
    }

    private static Throwable encodeIn(URLClassLoader library, ClassLoader application) throws Exception {
        Class<?> json = library.loadClass(Json.class.getName());
        Throwable[] failure = new Throwable[1];
        inContext(application, () -> {
            try {
                json.getMethod("encode", Object.class).invoke(null, "x");
            } catch (InvocationTargetException e) {
                failure[0] = e.getCause();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(failure[0]).isNotNull();
        return failure[0];
    }

    @Test
    void without_json_b_the_failure_names_the_dependency_to_add() throws Exception {
        Set<String> api = Set.of("jakarta.json.bind-api", "jakarta.json-api");
        try (URLClassLoader none = with(jar -> false);
                URLClassLoader apiAlone = with(jar -> api.stream().anyMatch(jar::startsWith))) {
            for (URLClassLoader library : new URLClassLoader[] {none, apiAlone}) {
                Throwable failure = encodeIn(library);
                assertThat(failure.getClass().getName()).isEqualTo(JsonException.class.getName());
                assertThat(failure).hasMessageContaining("org.eclipse:yasson").hasCauseInstanceOf(Throwable.class);
            }
        }
    }

    @Test
    void an_application_with_an_api_of_its_own_is_told_of_both_jars() throws Exception {
        try (URLClassLoader server = with(jar -> jar.startsWith("jakarta.json"));
                URLClassLoader application = with(jar -> jar.matches("(jakarta.json|yasson|parsson).*"))) {
            Throwable failure = encodeIn(server, application);

            assertThat(failure.getClass().getName()).isEqualTo(JsonException.class.getName());
            String api = application
                    .loadClass("jakarta.json.bind.Jsonb")
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString();
            assertThat(failure.getMessage()).contains("two copies").containsSubsequence(api, api);
        }
    }

    @Test
    void without_json_b_messages_work_until_one_is_converted() throws Exception {
        try (URLClassLoader library = with(jar -> false)) {
            Class<?> message = library.loadClass(Message.class.getName());
            Object made = message.getMethod("of", String.class).invoke(null, "m");
            assertThatCode(() -> message.getMethod("with", String.class, Object.class)
                            .invoke(made, "k", 1))
                    .doesNotThrowAnyException();
        }
    }
}
