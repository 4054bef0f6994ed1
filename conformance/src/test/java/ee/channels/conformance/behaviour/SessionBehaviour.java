package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.client.Visitor;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The HTTP session as consumers and servlets see it, and its end as the sockets see it. */
@Conformance
class SessionBehaviour {

    private static final String ENDED = "close 4401 session ended";

    private static Visitor withSession(Site site) {
        Visitor visitor = new Visitor(site);
        visitor.get("/session?do=create");
        return visitor;
    }

    @Test
    void an_attribute_that_a_servlet_sets_is_seen_by_the_consumer_and_the_other_way_round(Site site) {
        Visitor ann = withSession(site);
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=set&name=colour&value=red");
        assertThat(tab.send("get colour").next()).isEqualTo("text red");
        assertThat(tab.send("set colour blue").next()).isEqualTo("text done");
        assertThat(ann.get("/session?do=get&name=colour")).isEqualTo("blue");
        tab.close();
    }

    @Test
    void a_session_that_is_invalidated_closes_all_its_tabs_and_no_others(Site site) {
        Visitor ann = withSession(site);
        Visitor bob = withSession(site);
        Page page = site.page();
        Client first = ann.open(page.on("/ws/session"));
        Client second = ann.open("/ws/session");
        Client others = bob.open("/ws/session");

        ann.get("/session?do=invalidate");

        assertThat(first.next()).isEqualTo(ENDED);
        assertThat(second.next()).isEqualTo(ENDED);
        assertThat(page.next()).isEqualTo("disconnect 4401 SESSION_ENDED");
        assertThat(page.next()).isEqualTo("session false");
        assertThat(others.send("exists").next()).isEqualTo("text true");
        others.close();
    }

    @Test
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because =
                    "The handshake of an open socket counts as a request that goes on: while the socket is open its"
                            + " session does not expire, whatever reapIntervalSeconds says; without one it is gone when asked for.")
    void a_session_that_expires_closes_its_sockets(Site site) {
        Visitor ann = withSession(site);
        Page page = site.page();
        Client tab = ann.open(page.on("/ws/session"));

        ann.get("/session?do=expire");
        // Some containers look for sessions that have expired once a minute, and when one is asked for.
        await().pollDelay(Duration.ofSeconds(2))
                .pollInterval(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> tab.waiting() > 0 || ann.get("/session?do=exists").isEmpty() || tab.waiting() > 0);

        assertThat(tab.next()).isEqualTo(ENDED);
        assertThat(page.next()).isEqualTo("disconnect 4401 SESSION_ENDED");
    }

    @Test
    void a_session_that_gets_another_id_keeps_its_sockets_until_it_ends(Site site) {
        Visitor ann = withSession(site);
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=rename");
        assertThat(tab.send("set after rename").next()).isEqualTo("text done");
        assertThat(ann.get("/session?do=get&name=after")).isEqualTo("rename");
        ann.get("/session?do=invalidate");

        assertThat(tab.next()).isEqualTo(ENDED);
    }

    @Test
    void a_consumer_ends_the_session_for_all_its_tabs_and_for_servlets(Site site) {
        Visitor ann = withSession(site);
        Client first = ann.open("/ws/session");
        Client second = ann.open("/ws/session");

        first.send("invalidate");

        assertThat(second.next()).isEqualTo(ENDED);
        // Sockets are told while the session ends; when it has, is the server's affair.
        await().untilAsserted(() -> assertThat(ann.get("/session?do=exists")).isEqualTo("false"));
    }

    @Test
    void a_handshake_creates_no_session_unasked(Site site) {
        Visitor ann = new Visitor(site);
        Client tab = ann.open("/ws/session");

        assertThat(tab.send("exists").next()).isEqualTo("text false");
        assertThat(tab.send("get anything").next()).isEqualTo("text nothing");
        assertThat(tab.send("set any thing").next()).isEqualTo("text refused");
        assertThat(tab.send("create").next()).isEqualTo("text refused");
        tab.close();
        assertThat(ann.handshake("/ws/session")).startsWith("HTTP/1.1 101");
        assertThat(ann.hasCookies()).isFalse();
    }

    @Test
    void a_session_that_the_consumer_creates_in_connect_reaches_the_browser_with_the_answer(Site site) {
        Visitor ann = new Visitor(site);

        assertThat(ann.handshake("/ws/session?create")).startsWith("HTTP/1.1 101");

        assertThat(ann.hasCookies()).isTrue();
        assertThat(ann.get("/session?do=get&name=made")).isEqualTo("in connect");
    }

    @Test
    void a_session_that_has_ended_takes_no_more_sockets(Site site) {
        Visitor ann = withSession(site);
        ann.get("/session?do=invalidate");

        Client tab = ann.open("/ws/session");

        assertThat(tab.send("exists").next()).isEqualTo("text false");
        tab.close();
    }
}
