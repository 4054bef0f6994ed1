package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.client.Visitor;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import ee.channels.conformance.suite.Quirk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sessions that the server writes to a store: at first it keeps them in memory too, and later nowhere else. */
@Conformance
@Needs(Feature.STORED_SESSIONS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoredSessionBehaviour {

    private static final String ENDED = "close 4401 session ended";
    private static final String FORM = "conformance-form";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static Server server;
    private static Site site;

    @BeforeAll
    static void start(Container container) {
        server = container.install(container.name().toLowerCase(Locale.ROOT) + "-store");
        server.storeSessions(true);
        server.start().deploy(Path.of(System.getProperty("conformance.war")));
        site = Site.of(server, "conformance");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Visitor withSession() {
        Visitor visitor = new Visitor(site);
        visitor.get("/session?do=set&name=colour&value=red");
        return visitor;
    }

    @Test
    @Order(1)
    void what_one_side_sets_the_other_sees() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        assertThat(tab.send("get colour").next()).isEqualTo("text red");
        assertThat(tab.send("set colour blue").next()).isEqualTo("text done");
        assertThat(ann.get("/session?do=get&name=colour")).isEqualTo("blue");
        tab.close();
    }

    @Test
    @Order(1)
    void a_session_that_is_invalidated_closes_all_its_tabs_and_no_others() {
        Visitor ann = withSession();
        Client first = ann.open("/ws/session");
        Client second = ann.open("/ws/session");
        Client others = withSession().open("/ws/session");

        ann.get("/session?do=invalidate");

        assertThat(first.next()).isEqualTo(ENDED);
        assertThat(second.next()).isEqualTo(ENDED);
        assertThat(others.send("get colour").next()).isEqualTo("text red");
        others.close();
    }

    @Test
    @Order(1)
    void a_session_that_expires_closes_its_sockets() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=expire");

        assertThat(tab.next()).isEqualTo(ENDED);
    }

    @Test
    @Order(1)
    void a_session_that_gets_another_id_keeps_its_sockets_until_it_ends() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=rename");
        assertThat(tab.send("get colour").next()).isEqualTo("text red");
        ann.get("/session?do=invalidate");

        assertThat(tab.next()).isEqualTo(ENDED);
    }

    @Test
    @Order(1)
    void a_sign_out_closes_the_sockets_of_the_user() {
        server.deploy(Variant.of(
                FORM,
                Variant.logIn(
                        "FORM",
                        "<realm-name>users</realm-name><form-login-config><form-login-page>/login.html</form-login-page>"
                                + "<form-error-page>/login.html</form-error-page></form-login-config>")));
        Visitor ann = new Visitor(Site.of(server, FORM));
        assertThat(ann.logIn("/secure/who", "ann", "ann-pw")).isEqualTo("ann");
        Client tab = ann.open("/ws/members");

        ann.get("/session?do=invalidate");

        assertThat(tab.next()).isEqualTo(ENDED);
        server.undeploy(FORM);
    }

    @Test
    @Order(2)
    void a_session_of_before_the_restart_has_sockets_as_before() {
        Visitor ann = withSession();

        server.stop();
        server.storeSessions(false);
        server.start();
        await().atMost(DEADLINE).until(() -> ann.response("/session?do=exists").statusCode() == 200);
        Client tab = ann.open("/ws/session");

        assertThat(ann.get("/session?do=get&name=colour")).isEqualTo("red");
        ann.get("/session?do=invalidate");
        assertThat(tab.next()).isEqualTo(ENDED);
    }

    @Test
    @Order(3)
    @Quirk(
            of = {Container.JETTY_EE10, Container.JETTY_EE11},
            is = "Between requests a consumer has no session there, and is told so by a NoSessionException; its end"
                    + " closes the sockets as ever.")
    void a_session_that_is_in_no_memory_is_brought_back_or_refused_by_name() {
        Visitor ann = withSession();
        Page page = site.page();
        Client tab = ann.open(page.on("/ws/session"));

        assertThat(tab.send("get colour").next()).isIn("text red", "text refused");
        assertThat(tab.send("set shape round").next()).isIn("text done", "text refused");
        assertThat(tab.send("touch").next()).isIn("text done", "text refused");
        ann.get("/session?do=invalidate");

        assertThat(tab.next()).isEqualTo(ENDED);
        assertThat(page.next()).isEqualTo("disconnect 4401 SESSION_ENDED");
    }

    @Test
    @Order(3)
    void a_session_that_is_in_no_memory_closes_its_sockets_when_it_expires() {
        Visitor ann = withSession();
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=expire");
        await().pollDelay(Duration.ofSeconds(2))
                .pollInterval(Duration.ofSeconds(2))
                .atMost(DEADLINE)
                .until(() -> tab.waiting() > 0 || ann.get("/session?do=exists").isEmpty() || tab.waiting() > 0);

        assertThat(tab.next()).isEqualTo(ENDED);
    }
}
