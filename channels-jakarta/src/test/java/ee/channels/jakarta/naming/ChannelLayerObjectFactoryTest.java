package ee.channels.jakarta.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.CompositeName;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChannelLayerObjectFactoryTest {

    private static final Message HELLO = Message.of("hello");

    private final ChannelLayerObjectFactory factory = new ChannelLayerObjectFactory();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private ChannelLayers layers;

    @BeforeEach
    void begin() {
        ClassLoader application = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(application);
        layers = new ChannelLayers(List.of(), Ticker.system()).bind(application);
    }

    @AfterEach
    void end() {
        Thread.currentThread().setContextClassLoader(before);
        layers.close();
    }

    private static Reference reference(String... attributes) {
        Reference reference = new Reference(ChannelLayer.class.getName());
        for (int i = 0; i < attributes.length; i += 2) {
            reference.add(new StringRefAddr(attributes[i], attributes[i + 1]));
        }
        return reference;
    }

    private Object make(String name, Reference reference) throws NamingException {
        return factory.getObjectInstance(reference, new CompositeName(name), null, null);
    }

    @Test
    void the_last_part_of_the_name_is_the_alias() throws NamingException {
        assertThat(make("channels/orders", reference("url", "memory:"))).isSameAs(layers.layer("orders"));
        assertThat(make("invoices", reference("url", "memory:"))).isSameAs(layers.layer("invoices"));
    }

    @Test
    void asking_twice_finds_the_same_layer() throws NamingException {
        assertThat(make("orders", reference("url", "memory:", "capacity", "5")))
                .isSameAs(make("orders", reference("url", "memory:", "capacity", "5")));
    }

    @Test
    void attributes_of_the_container_are_no_options() throws NamingException {
        Reference reference = reference("url", "memory:");
        for (String own :
                List.of("auth", "closeMethod", "description", "factory", "mappedName", "scope", "singleton")) {
            reference.add(new StringRefAddr(own, "anything"));
        }
        assertThat(make("orders", reference)).isInstanceOf(ChannelLayer.class);
    }

    @Test
    void what_is_no_reference_to_a_channel_layer_is_left_to_other_factories() throws Exception {
        assertThat(factory.getObjectInstance("text", new CompositeName("orders"), null, null))
                .isNull();
        assertThat(factory.getObjectInstance(
                        new Reference("javax.sql.DataSource"), new CompositeName("orders"), null, null))
                .isNull();
        assertThat(factory.getObjectInstance(null, null, null, null)).isNull();
    }

    @Test
    void a_refusal_is_a_naming_exception_that_says_what_its_cause_says() {
        assertThatThrownBy(() -> make("orders", reference("url", "memory:", "capacity", "none")))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("channels.layer.orders.capacity = \"none\" is refused")
                .hasCauseInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> make("", reference("url", "memory:")))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("bind it as channels/<alias>");
    }

    @Test
    void an_application_that_has_no_layers_yet_gets_one_that_works_when_it_has() throws NamingException {
        ClassLoader later = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(later);
        ChannelLayer deferred = (ChannelLayer) make("orders", reference("url", "memory:"));

        assertThat(deferred).hasToString("ChannelLayer[orders]");
        assertThatThrownBy(() -> deferred.groupSend("room", HELLO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("finds no application for the thread");

        try (ChannelLayers own = new ChannelLayers(List.of(), Ticker.system()).bind(later)) {
            Thread.currentThread().setContextClassLoader(before);
            deferred.groupSend("room", HELLO);
            deferred.afterCommit().groupSend("room", HELLO);

            assertThat(own.counters("orders").get(LayerCounters.Kind.GROUP_SENT))
                    .isEqualTo(2);
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
        }
    }

    @Test
    void a_name_and_an_environment_declare_a_layer_as_a_reference_does() throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>(Map.of("url", "memory:", "capacity", "7"));

        Object found = factory.getObjectInstance("java:global/channels/orders", null, null, environment);

        assertThat(found).isSameAs(layers.layer("orders"));
        assertThat(factory.getObjectInstance("java:global/channels/orders", null, null, new Hashtable<>()))
                .isNull();
    }

    @Test
    void an_application_with_its_own_copy_of_the_library_gets_a_layer_of_that() throws NamingException {
        ClassLoader copy = new Copy(before);
        Thread.currentThread().setContextClassLoader(copy);

        Object found = make("orders", reference("url", "memory:"));

        assertThat(found).isNotInstanceOf(ChannelLayer.class).hasToString("ChannelLayer[orders]");
        assertThat(found.getClass().getClassLoader()).isSameAs(copy);
    }

    /** Has classes of the library of its own. */
    private static final class Copy extends ClassLoader {

        private Copy(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null || !name.startsWith("ee.channels.")) {
                return known == null ? super.loadClass(name, resolve) : known;
            }
            try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] definition = bytes.readAllBytes();
                return defineClass(name, definition, 0, definition.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void where_there_is_no_jndi_nothing_is_declared() {
        assertThat(JndiLayers.open(ChannelLayers.current(), "Apache Tomcat", true))
                .isEmpty();
        assertThat(JndiLayers.areDeclared()).isFalse();
        assertThat(JndiLayers.has("channels/default")).isFalse();
    }
}
