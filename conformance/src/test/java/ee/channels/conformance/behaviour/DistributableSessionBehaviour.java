package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.client.Visitor;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions of an application that is {@code <distributable/>}: the server keeps them as a cluster would share them. */
@Conformance
@Needs(Feature.DISTRIBUTABLE_SESSIONS)
class DistributableSessionBehaviour {

    private static final String NAME = "conformance-distributable";
    private static final String ENDED = "close 4401 session ended";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static Site site;

    @BeforeAll
    static void deploy(Server server) {
        server.deploy(Variant.of(NAME, "<distributable/>"));
        site = Site.of(server, NAME);
    }

    @AfterAll
    static void undeploy(Server server) {
        server.undeploy(NAME);
    }

    private static Visitor withSession() {
        Visitor visitor = new Visitor(site);
        visitor.get("/session?do=set&name=colour&value=red");
        return visitor;
    }

    @Test
    void an_attribute_that_either_side_sets_is_seen_by_the_other() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        assertThat(tab.send("get colour").next()).isEqualTo("text red");
        assertThat(tab.send("set colour blue").next()).isEqualTo("text done");
        assertThat(ann.get("/session?do=get&name=colour")).isEqualTo("blue");
        ann.get("/session?do=set&name=colour&value=green");
        assertThat(tab.send("get colour").next()).isEqualTo("text green");
        tab.close();
    }

    @Test
    void requests_go_on_while_a_socket_is_open() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        for (int i = 0; i < 5; i++) {
            String value = Integer.toString(i);
            ann.get("/session?do=set&name=count&value=" + value);
            assertThat(tab.send("get count").next()).isEqualTo("text " + value);
        }
        tab.close();
    }

    @Test
    void a_session_that_is_invalidated_closes_all_its_tabs_and_no_others() {
        Visitor ann = withSession();
        Page page = site.page();
        Client first = ann.open(page.on("/ws/session"));
        Client second = ann.open("/ws/session");
        Client others = withSession().open("/ws/session");

        ann.get("/session?do=invalidate");

        assertThat(first.next()).isEqualTo(ENDED);
        assertThat(second.next()).isEqualTo(ENDED);
        assertThat(page.next()).isEqualTo("disconnect 4401 SESSION_ENDED");
        assertThat(page.next()).isEqualTo("session false");
        assertThat(others.send("exists").next()).isEqualTo("text true");
        others.close();
    }

    @Test
    void a_consumer_ends_the_session_for_all_its_tabs_and_for_servlets() {
        Visitor ann = withSession();
        Client first = ann.open("/ws/session");
        Client second = ann.open("/ws/session");

        first.send("invalidate");

        assertThat(second.next()).isEqualTo(ENDED);
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(ann.get("/session?do=exists")).isEqualTo("false"));
    }

    @Test
    void a_session_that_expires_closes_its_sockets() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=expire");
        await().pollInterval(Duration.ofSeconds(1)).atMost(DEADLINE).until(() -> tab.waiting() > 0);

        assertThat(tab.next()).isEqualTo(ENDED);
    }

    @Test
    void a_session_that_gets_another_id_keeps_its_sockets_until_it_ends() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=rename");
        assertThat(tab.send("set after rename").next()).isEqualTo("text done");
        assertThat(ann.get("/session?do=get&name=after")).isEqualTo("rename");
        ann.get("/session?do=invalidate");

        assertThat(tab.next()).isEqualTo(ENDED);
    }
}
