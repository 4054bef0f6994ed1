package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import ee.channels.conformance.suite.Needs;
import org.junit.jupiter.api.Test;

/** A layer by its names in JNDI. */
@Conformance
class NamingBehaviour {

    @Test
    void a_resource_of_a_servlet_is_the_layer_that_consumers_use(Site site) {
        assertThat(site.get("/naming").body()).isEqualTo("same");
    }

    @Test
    void the_name_of_web_xml_leads_to_the_layer_that_consumers_use(Site site) {
        assertThat(site.get("/naming?name=java:comp/env/channels/default").body())
                .isEqualTo("same");
    }

    @Test
    @Needs(Feature.GLOBAL_JNDI)
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because =
                    "The server refuses a colon in the name of a resource; a layer of the server is channels/default to"
                            + " everybody, and one that a WAR declares java:app/channels/default.")
    @Differs(
            on = Container.LIBERTY,
            because =
                    "Nothing in the server's configuration can have a name in java:global; an application that declares one"
                            + " in its web.xml makes it for all, while it is deployed.")
    void the_global_name_leads_to_the_layer_that_consumers_use(Site site) {
        assertThat(site.get("/naming?name=java:global/channels/default").body()).isEqualTo("same");
    }
}
