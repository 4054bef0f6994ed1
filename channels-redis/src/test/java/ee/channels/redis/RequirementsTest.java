package ee.channels.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessagePack;
import redis.clients.jedis.Jedis;

/** Applications whose WAR lacks something; each has class loaders of its own. */
class RequirementsTest {
    /** One class of each jar; there is no JSON-B among them. */
    private static final List<Class<?>> JARS = List.of(
            ChannelLayers.class,
            RedisLayerProvider.class,
            Jedis.class,
            type("org.apache.commons.pool2.ObjectPool"),
            type("org.slf4j.Logger"),
            MessagePack.class);

    /** Of a jar that others bring along: by its name, since this module does not use it by itself. */
    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException missing) {
            throw new AssertionError(missing);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "redis.clients.jedis.Jedis, redis.clients:jedis",
        "org.apache.commons.pool2.ObjectPool, org.apache.commons:commons-pool2",
        "org.slf4j.Logger, org.slf4j:slf4j-api",
        "org.msgpack.core.MessagePack, org.msgpack:msgpack-core",
    })
    void an_artifact_that_is_missing_stops_the_deployment_under_its_name(Class<?> missing, String artifact) {
        assertThat(deployment("redis://127.0.0.1:1", missing))
                .hasToString("ee.channels.ConfigurationException: channels.layer.default.url takes the artifact "
                        + artifact + ", which is not on the class path; add it beside ee.channels:channels-redis, whose"
                        + " dependency it is");
    }

    @Test
    void json_without_a_JSON_B_stops_the_deployment_and_says_what_to_add() {
        Throwable refusal = deployment("redis://127.0.0.1:1?format=json", MessagePack.class);

        assertThat(refusal.toString())
                .startsWith("ee.channels.ConfigurationException: channels.layer.default.format = \"json\" is refused")
                .contains("No JSON-B found", "org.eclipse:yasson");
    }

    @Test
    void nothing_else_is_missed() {
        assertThat(deployment("redis://127.0.0.1:1", Void.class)).isNull();
    }

    /** What opening a layer fails with, or null. */
    private static Throwable deployment(String url, Class<?> missing) {
        URL[] jars = Stream.concat(JARS.stream(), Stream.of(org.jspecify.annotations.NullMarked.class))
                .filter(jar -> jar != missing)
                .map(jar -> jar.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(application);
            Object ticker = application
                    .loadClass(Ticker.class.getName())
                    .getMethod("system")
                    .invoke(null);
            Object config = application
                    .loadClass(LayerConfig.class.getName())
                    .getMethod("of", String.class, String.class, Map.class)
                    .invoke(null, "default", url, Map.of());
            return catchThrowable(() -> open(application, List.of(config), ticker));
        } catch (IOException | ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void open(ClassLoader application, List<?> configs, Object ticker) throws Throwable {
        try (AutoCloseable layers = (AutoCloseable) application
                .loadClass(ChannelLayers.class.getName())
                .getConstructor(Collection.class, application.loadClass(Ticker.class.getName()))
                .newInstance(configs, ticker)) {
            assertThat(layers).isNotNull();
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
