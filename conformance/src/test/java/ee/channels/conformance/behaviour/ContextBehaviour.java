package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

/** What callbacks find around them, on whatever thread they run; see {@link InsideBehaviour} too. */
@Conformance
class ContextBehaviour {

    private static void finds(Site site, String name, String found) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/context?name=" + name));
        assertThat(page.next()).isEqualTo("connect finds " + found);
        client.send("?");
        assertThat(page.next()).isEqualTo("text finds " + found);
        assertThat(page.next()).isEqualTo("message finds " + found);
        client.send(new byte[1]);
        assertThat(page.next()).isEqualTo("binary finds " + found);
        client.close();
        assertThat(page.next()).isEqualTo("disconnect finds " + found);
    }

    @Test
    @Needs(Feature.CONCURRENCY)
    void every_callback_finds_the_managed_executor_of_the_component(Site site) {
        finds(site, "java:comp/DefaultManagedExecutorService", "something");
    }
}
