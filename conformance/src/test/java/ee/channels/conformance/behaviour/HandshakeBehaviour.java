package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.suite.Conformance;
import org.junit.jupiter.api.Test;

/** How handshakes are answered, and what becomes of them. */
@Conformance
class HandshakeBehaviour {

    @Test
    void a_route_opens_below_a_context_path(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/echo"));

        assertThat(client.send("hello").next()).isEqualTo("text hello");
        client.close(4321, "bye");

        assertThat(page.next()).isEqualTo("disconnect 4321 CLIENT");
    }
}
