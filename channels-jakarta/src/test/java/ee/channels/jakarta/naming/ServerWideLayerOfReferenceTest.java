package ee.channels.jakarta.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ServerWideLayer;
import java.net.URL;
import java.net.URLClassLoader;
import javax.naming.CompositeName;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As GlassFish and Payara ask it: with the reference, at each look-up, and by a new factory. */
final class ServerWideLayerOfReferenceTest {

    private final Thread thread = Thread.currentThread();
    private final ClassLoader servers = thread.getContextClassLoader();
    private final ClassLoader applications = new URLClassLoader(new URL[0], servers);

    private static Object look(String name, String url) throws NamingException {
        Reference reference = new Reference(ChannelLayer.class.getName());
        reference.add(new StringRefAddr("url", url));
        return new ServerWideLayerObjectFactory().getObjectInstance(reference, new CompositeName(name), null, null);
    }

    @AfterEach
    void give_the_thread_back() {
        thread.setContextClassLoader(servers);
    }

    @Test
    void a_resource_has_one_layer_however_often_it_is_looked_up() throws NamingException {
        thread.setContextClassLoader(applications);

        Object first = look("channels/default", "memory:");

        assertThat(first).isInstanceOf(ServerWideLayer.class);
        assertThat(look("channels/default", "memory:")).isSameAs(first);
    }

    @Test
    void another_resource_is_another_layer() throws NamingException {
        thread.setContextClassLoader(applications);

        Object first = look("channels/default", "memory:");

        assertThat(look("channels/other", "memory:")).isNotSameAs(first);
        assertThat(look("channels/default", "memory:?capacity=7")).isNotSameAs(first);
    }

    @Test
    void an_application_s_own_copy_of_the_library_makes_none() {
        assertThatThrownBy(() -> look("channels/default", "memory:"))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("belongs to a web application")
                .hasMessageContaining("the server has no copy of the library")
                .hasCauseInstanceOf(ConfigurationException.class);
    }
}
