package ee.channels.jakarta.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.layer.ServerWideLayer;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.NamingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As WildFly's naming subsystem asks it: with a name as a text, and attributes in the environment. */
final class ServerWideLayerObjectFactoryTest {

    private final ServerWideLayerObjectFactory factory = new ServerWideLayerObjectFactory();

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void within_an_application_that_has_no_copy_of_the_library() {
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});
    }

    @AfterEach
    void end() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private Object look(String name, Map<String, String> environment) throws NamingException {
        return factory.getObjectInstance(name, null, null, new Hashtable<>(environment));
    }

    @Test
    void a_binding_has_one_layer_however_often_it_is_looked_up() throws NamingException {
        Map<String, String> environment = Map.of("url", "memory:", "capacity", "7", "java.naming.factory.initial", "x");

        Object first = look("java:global/channels/default", environment);

        assertThat(first)
                .isInstanceOf(ServerWideLayer.class)
                .asString()
                .contains("default")
                .contains("capacity=7");
        assertThat(look("java:global/channels/default", environment)).isSameAs(first);
        ((ServerWideLayer) first).closeWithServer();
    }

    @Test
    void a_mistake_in_a_binding_is_named() {
        assertThatThrownBy(() -> look("java:global/channels/default", Map.of("url", "memory:", "capcity", "7")))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("capcity")
                .hasCauseInstanceOf(ConfigurationException.class);
    }

    @Test
    void a_text_without_a_url_is_left_to_other_factories() throws NamingException {
        assertThat(look("java:global/other", Map.of())).isNull();
    }
}
