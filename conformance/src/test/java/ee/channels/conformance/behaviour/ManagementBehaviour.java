package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Inside;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.suite.Conformance;
import ee.channels.jakarta.management.ApplicationMXBean;
import ee.channels.jakarta.management.LayerMXBean;
import org.junit.jupiter.api.Test;

/** What an administrator sees over JMX. */
@Conformance
class ManagementBehaviour {

    private static final String HERE = "context=\"/conformance\",*";

    @Test
    void the_application_shows_its_connections_and_its_messages(Server server, Site site) {
        try (Inside inside = Inside.of(server);
                Client client = site.open("/ws/echo")) {
            ApplicationMXBean application =
                    inside.bean("ee.channels:type=Application," + HERE, ApplicationMXBean.class);
            long before = application.getMessagesIn();

            assertThat(client.send("hello").next()).isEqualTo("text hello");

            await().until(() -> application.getMessagesIn() > before);
            assertThat(application.getOpenConnections()).isPositive();
            assertThat(application.getCounters()).containsKey("SENT");
        }
    }

    @Test
    void each_layer_shows_what_went_through_it(Server server, Site site) {
        try (Inside inside = Inside.of(server)) {
            LayerMXBean layer = inside.bean("ee.channels:type=Layer,alias=\"default\"," + HERE, LayerMXBean.class);
            long before = layer.getGroupSent();

            assertThat(site.get("/notify?group=nobody&text=hello").statusCode()).isEqualTo(200);

            assertThat(layer.getGroupSent()).isGreaterThan(before);
        }
    }
}
