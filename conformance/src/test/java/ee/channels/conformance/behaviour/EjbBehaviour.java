package ee.channels.conformance.behaviour;

import static ee.channels.conformance.server.Feature.EJB;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

/** Enterprise beans that have a layer by @Resource. */
@Conformance
@Needs(EJB)
class EjbBehaviour {

    private static int say(Site site, String by, String text) {
        return site.get("/beans?by=" + by + "&text=" + text).statusCode();
    }

    private static void sends(Site site, String bean) {
        Client client = site.open("/ws/beans");

        assertThat(say(site, bean, bean)).isEqualTo(200);

        assertThat(client.next()).isEqualTo("text " + bean);
        client.close();
    }

    @Test
    void a_stateless_bean_sends(Site site) {
        sends(site, "stateless");
    }

    @Test
    void a_singleton_that_starts_with_the_application_sends(Site site) {
        sends(site, "singleton");
    }

    @Test
    void an_asynchronous_method_sends(Site site) {
        sends(site, "asynchronous");
    }

    @Test
    void a_timer_sends(Site site) {
        sends(site, "timer");
    }

    @Test
    void a_schedule_sends(Site site) {
        Client client = site.open("/ws/bean-clock");

        assertThat(client.next()).isEqualTo("text tick");
        client.close();
    }

    @Test
    void what_a_bean_says_after_the_commit_comes_when_its_method_has_ended(Site site) {
        Client client = site.open("/ws/beans");

        assertThat(say(site, "failure", "never")).isEqualTo(204);
        assertThat(say(site, "commit", "done")).isEqualTo(200);

        assertThat(client.next()).isEqualTo("text before done");
        assertThat(client.next()).isEqualTo("text done");
        client.close();
    }
}
