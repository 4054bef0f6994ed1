package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.consumer.Groups;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ManagementIT {

    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

    @WebSocketRoute("/ws/echo")
    @Groups("everybody")
    static final class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }
    }

    @WebSocketRoute("/ws/closed")
    static final class Closed extends WebSocketConsumer {
        @Override
        protected void connect() {
            deny(403);
        }
    }

    private static ObjectName only(String pattern) throws JMException {
        Set<ObjectName> names = JMX.queryNames(new ObjectName(pattern), null);
        assertThat(names).hasSize(1);
        return names.iterator().next();
    }

    private static Map<String, Long> map(ObjectName name, String attribute) throws JMException {
        Map<String, Long> map = new TreeMap<>();
        for (Object row : ((TabularData) JMX.getAttribute(name, attribute)).values()) {
            CompositeData entry = (CompositeData) row;
            map.put((String) entry.get("key"), (Long) entry.get("value"));
        }
        return map;
    }

    @Test
    void an_operator_sees_connections_messages_ends_and_marks_over_jmx() throws Exception {
        try (Server server =
                Server.with(Echo.class, Closed.class).contextPath("/app").start()) {
            ObjectName application = only("ee.channels:type=Application,context=\"/app\",*");
            Client client = Client.open(server, "/app/ws/echo");
            assertThat(client.send("hello").next()).isEqualTo("text hello");
            assertThat(map(application, "HighWaterMarks"))
                    .containsEntry("CONNECTIONS", 1L)
                    .containsEntry("OUTBOUND_BYTES", 5L);
            assertThat(Client.status(server, "/app/ws/closed")).isEqualTo(403);

            // Who was refused stays in the table until its disconnect has run, which the answer does not wait for.
            Awaitility.await()
                    .until(() -> JMX.getAttribute(application, "OpenConnections"), Integer.valueOf(1)::equals);
            assertThat(JMX.getAttribute(application, "HandshakesAccepted")).isEqualTo(1L);
            assertThat(map(application, "HandshakesRefused")).containsEntry("denied", 1L);
            assertThat(JMX.getAttribute(application, "MessagesIn")).isEqualTo(1L);
            Awaitility.await().until(() -> JMX.getAttribute(application, "MessagesOut"), Long.valueOf(1)::equals);
            client.close(4321, "bye");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(map(application, "EndsByCode"))
                            .containsEntry("4321", 1L)
                            .containsEntry("403", 1L));
            assertThat(map(application, "EndsByCause"))
                    .containsEntry("CLIENT", 1L)
                    .containsEntry("REFUSED", 1L);
            assertThat(map(application, "Dropped")).containsEntry("OUT_DROPPED_OLDEST", 0L);
            Awaitility.await()
                    .until(() -> JMX.getAttribute(application, "OpenConnections"), Integer.valueOf(0)::equals);
        }
    }

    @Test
    void an_operator_sees_what_each_layer_sent_and_dropped() throws Exception {
        try (Server server = Server.with(Echo.class)
                .contextPath("/app")
                .param("channels.layer.default.url", "memory:")
                .param("channels.layer.orders.url", "memory:?capacity=1")
                .start()) {
            ObjectName layer = only("ee.channels:type=Layer,context=\"/app\",alias=\"default\",*");
            only("ee.channels:type=Layer,context=\"/app\",alias=\"orders\",*");
            Client.open(server, "/app/ws/echo");
            server.send("everybody", "group.unknown");

            assertThat(JMX.getAttribute(layer, "GroupSent")).isEqualTo(1L);
            assertThat(JMX.getAttribute(layer, "Delivered")).isEqualTo(1L);
            assertThat(map(layer, "Dropped")).containsEntry("DROPPED_FULL", 0L);
        }
    }

    @Test
    void a_cap_answers_429_and_an_operator_sees_it() throws Exception {
        try (Server server = Server.with(Echo.class)
                .contextPath("/app")
                .param("channels.connections-per-address", "1")
                .start()) {
            Client.open(server, "/app/ws/echo");

            assertThat(Client.status(server, "/app/ws/echo")).isEqualTo(429);
            ObjectName application = only("ee.channels:type=Application,context=\"/app\",*");
            assertThat(map(application, "HandshakesRefused"))
                    .containsEntry("address-cap", 1L)
                    .containsEntry("denied", 0L);
        }
    }

    @Test
    void nothing_of_it_stays_after_the_application() throws Exception {
        try (Server server = Server.of(Echo.class)) {
            server.undeploy();
        }

        assertThat(JMX.queryNames(new ObjectName("ee.channels:*"), null)).isEmpty();
    }

    @Test
    void two_applications_are_told_apart() throws Exception {
        try (Server one = Server.with(Echo.class).contextPath("/one").start();
                Server two = Server.with(Echo.class).contextPath("/two").start()) {
            only("ee.channels:type=Application,context=\"/one\",*");
            only("ee.channels:type=Application,context=\"/two\",*");
        }
    }
}
