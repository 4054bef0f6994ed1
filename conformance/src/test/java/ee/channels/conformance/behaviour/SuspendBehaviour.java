package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

@Conformance
@Needs(Feature.SUSPEND)
class SuspendBehaviour {

    @Test
    void a_suspended_server_says_goodbye_to_open_sockets_and_refuses_handshakes_until_it_resumes(
            Server server, Site site) {
        Client open = site.open("/ws/echo");
        server.suspend();
        try {
            assertThat(site.status("/ws/echo")).isEqualTo(503);
            assertThat(open.next()).startsWith("close 1001");
        } finally {
            server.resume();
        }
        assertThat(site.open("/ws/echo").send("new").next()).isEqualTo("text new");
    }
}
