package ee.channels.conformance.behaviour;

import static ee.channels.conformance.server.Feature.JMS;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

/** A message-driven bean that has a layer by @Resource. */
@Conformance
@Needs(JMS)
class JmsBehaviour {

    @Test
    void what_comes_out_of_a_queue_is_sent_on_when_it_is_received_for_good(Site site) {
        Client client = site.open("/ws/orders");

        assertThat(site.get("/orders?text=tea").statusCode()).isEqualTo(200);

        assertThat(client.next()).isEqualTo("text tea");
        client.close();
    }
}
