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
    void a_suspended_server_refuses_handshakes_and_keeps_open_sockets_until_it_resumes(Server server, Site site) {
        try (Client open = site.open("/ws/echo")) {
            server.suspend();
            try {
                assertThat(site.status("/ws/echo")).isEqualTo(503);
                assertThat(open.send("still here").next()).isEqualTo("text still here");
            } finally {
                server.resume();
            }
            try (Client late = site.open("/ws/echo")) {
                assertThat(late.send("new").next()).isEqualTo("text new");
            }
        }
    }
}
