package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

/** Consumers, layers and events in CDI. */
@Conformance
@Needs(Feature.CDI)
class CdiBehaviour {

    @Test
    void a_consumer_is_injected_and_intercepted_in_a_request_scope_of_each_callback_and_destroyed(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/bean"));
        assertThat(client.send("Ann").next()).isEqualTo("text hello Ann");
        assertThat(site.get("/injected?text=tea").statusCode()).isEqualTo(200);
        assertThat(client.next()).isEqualTo("text tea");
        client.close();

        assertThat(page.next()).isEqualTo("around connect");
        assertThat(page.next()).isEqualTo("connect in its own request");
        assertThat(page.next()).isEqualTo("around receive");
        assertThat(page.next()).isEqualTo("text in its own request");
        assertThat(page.next()).isEqualTo("around told");
        assertThat(page.next()).isEqualTo("message in its own request");
        assertThat(page.next()).isEqualTo("around disconnect");
        assertThat(page.next()).isEqualTo("disconnect in its own request");
        assertThat(page.next()).isEqualTo("destroyed");
    }

    @Test
    void a_servlet_sends_through_a_layer_that_it_injects_by_name(Site site) {
        Client client = site.open("/ws/bean");
        assertThat(site.get("/injected?named&text=milk").statusCode()).isEqualTo(200);
        assertThat(client.next()).isEqualTo("text milk");
        client.close();
    }

    @Test
    void beans_hear_of_a_connection_after_connect_and_after_disconnect(Site site) {
        Page page = site.page();
        site.open(page.on("/ws/watched")).close(4000, "bye");
        assertThat(page.next()).isEqualTo("connect");
        assertThat(page.next()).isEqualTo("opened");
        assertThat(page.next()).isEqualTo("disconnect");
        assertThat(page.next()).isEqualTo("closed 4000 CLIENT");
    }

    @Test
    void beans_hear_nothing_of_a_connection_that_is_denied(Site site) {
        Page page = site.page();
        assertThat(site.status(page.on("/ws/watched?deny"))).isEqualTo(401);
        assertThat(page.next()).isEqualTo("disconnect");
        assertThat(page.isEmpty()).isTrue();
    }
}
