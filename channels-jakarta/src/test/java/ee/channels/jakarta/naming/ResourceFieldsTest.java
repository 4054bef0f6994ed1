package ee.channels.jakarta.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.layer.ChannelLayer;
import jakarta.annotation.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceFieldsTest {

    static class ByField {
        @Resource(name = "channels/default")
        private ChannelLayer layer;

        @Resource(name = "jdbc/orders")
        private Object other;
    }

    static class BySetter {
        @Resource
        void setLayer(ChannelLayer layer) {}
    }

    static class ByLookup {
        @Resource(lookup = "java:global/channels/orders")
        private ChannelLayer layer;
    }

    static class Unasked {
        ChannelLayer layer;

        void setLayer(ChannelLayer layer) {}
    }

    static class Consumer extends WebSocketConsumer {
        @Resource(name = "channels/default")
        private ChannelLayer layer;
    }

    private static void refused(Class<?> type, String... parts) {
        assertThatThrownBy(() -> ResourceFields.of(List.of(type)).check("WildFly Full 39.0.1.Final"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void what_the_container_would_leave_null_is_refused_by_name() {
        refused(
                ByField.class,
                ByField.class.getName() + ".layer",
                "java:comp/env/channels/default",
                "there is nothing");
        refused(BySetter.class, BySetter.class.getName() + ".layer", "java:comp/env/" + BySetter.class.getName());
        refused(ByLookup.class, "java:global/channels/orders", "<jndi-name>java:global/channels/orders</jndi-name>");
    }

    @Test
    void nobody_else_is_looked_at() {
        assertThat(ResourceFields.of(List.of(Unasked.class, Consumer.class)).isEmpty())
                .isTrue();
        assertThat(ResourceFields.of(List.of(ByField.class)).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Apache Tomcat/11.0.24 | META-INF/context.xml",
                "jetty/12.1.12 | WEB-INF/jetty-env.xml",
                "WildFly Full 39.0.1.Final (WildFly Core 31.0.3.Final) - 2.3.20.Final | WEB-INF/jboss-web.xml",
                "Eclipse GlassFish 7.0.21 | On GlassFish, declare it in WEB-INF/glassfish-resources.xml",
                "Payara Server 6.2025.9 #badassfish | On Payara, declare it in WEB-INF/glassfish-resources.xml",
                "IBM WebSphere Liberty/26.0.0.3 | WEB-INF/ibm-web-bnd.xml",
                "Something/1 | in the way of this server"
            })
    void messages_say_what_to_write_for_the_server_at_hand(String serverInfo, String advice) {
        assertThat(Declaring.on(serverInfo).how("channels/default"))
                .contains(advice)
                .contains("ee.channels.layer.ChannelLayer")
                .contains("channels/default");
    }
}
