package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.client.Visitor;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import ee.channels.conformance.suite.Needs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may open a socket, with each kind of log-in that web.xml knows. */
@Conformance
class SecurityBehaviour {

    private static final String BASIC = "conformance-basic";
    private static final String FORM = "conformance-form";

    @BeforeAll
    static void deploy(Server server) {
        server.deploy(Variant.of(BASIC, Variant.logIn("BASIC", "<realm-name>users</realm-name>")));
        server.deploy(Variant.of(
                FORM,
                Variant.logIn(
                        "FORM",
                        "<realm-name>users</realm-name><form-login-config><form-login-page>/login.html</form-login-page>"
                                + "<form-error-page>/login.html</form-error-page></form-login-config>")));
    }

    @AfterAll
    static void undeploy(Server server) {
        server.undeploy(BASIC);
        server.undeploy(FORM);
    }

    private static String[] as(String name, String password) {
        String both = name + ":" + password;
        return new String[] {
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))
        };
    }

    private static Visitor signedIn(Server server, String name) {
        Visitor visitor = new Visitor(Site.of(server, FORM));
        assertThat(visitor.logIn("/secure/who", name, name + "-pw")).isEqualTo(name);
        return visitor;
    }

    @Test
    void nobody_is_signed_in_without_a_log_in(Site site) {
        assertThat(site.status("/ws/members")).isEqualTo(401);
        assertThat(site.status("/ws/signed-in")).isEqualTo(401);
        assertThat(site.status("/ws/nobody")).isEqualTo(403);
        Client client = site.open("/ws/who");
        assertThat(client.send("who").next()).isEqualTo("text nobody false false");
        client.close();
    }

    @Test
    void with_basic_log_in_roles_decide_before_the_handshake_is_answered(Server server) {
        Site site = Site.of(server, BASIC);

        assertThat(site.status("/ws/members")).isEqualTo(401);
        assertThat(site.refused("/ws/members").headers().firstValue("WWW-Authenticate"))
                .hasValue("Basic realm=\"users\"");
        assertThat(site.status("/ws/admins", as("ann", "ann-pw"))).isEqualTo(403);
        assertThat(site.status("/ws/nobody", as("root", "root-pw"))).isEqualTo(403);
        site.open("/ws/members", as("ann", "ann-pw")).close();
        site.open("/ws/admins", as("root", "root-pw")).close();
        site.open("/ws/signed-in", as("root", "root-pw")).close();
    }

    @Test
    void with_basic_log_in_credentials_sign_in_where_nothing_asks_for_them(Server server) {
        Site site = Site.of(server, BASIC);

        Client client = site.open("/ws/who", as("ann", "ann-pw"));

        assertThat(client.send("who").next()).isEqualTo("text ann true false");
        client.close();
    }

    @Test
    @Needs(Feature.EJB)
    void with_basic_log_in_an_enterprise_bean_sees_in_each_handler_who_opened_the_socket(Server server) {
        Site site = Site.of(server, BASIC);
        Page page = site.page();

        Client client = site.open(page.on("/ws/caller"), as("ann", "ann-pw"));

        assertThat(page.next()).isEqualTo("connect calls as ann true");
        assertThat(client.send("?").next()).isEqualTo("text text calls as ann true");
        assertThat(client.next()).isEqualTo("text message calls as ann true");
        client.close();
    }

    @Test
    void with_basic_log_in_wrong_credentials_are_401_wherever_they_are_sent(Server server) {
        Site site = Site.of(server, BASIC);

        assertThat(site.status("/ws/members", as("ann", "wrong"))).isEqualTo(401);
        assertThat(site.status("/ws/who", as("ann", "wrong"))).isEqualTo(401);
    }

    @Test
    @Differs(
            on = Container.LIBERTY,
            because = "The server answers whoever has signed in with the cookie of its single sign-on, "
                    + "LtpaToken2, refused handshakes among them; it makes no session.")
    void with_basic_log_in_no_handshake_makes_a_session(Server server) {
        Site site = Site.of(server, BASIC);
        Visitor ann = new Visitor(site);

        assertThat(site.refused("/ws/admins", as("ann", "ann-pw")).headers().allValues("Set-Cookie"))
                .isEmpty();
        assertThat(ann.handshake("/ws/members")).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase("Set-Cookie");
    }

    @Test
    void a_page_of_a_foreign_origin_learns_nothing_of_users_and_roles(Server server) {
        Site site = Site.of(server, BASIC);
        String[] ann = as("ann", "ann-pw");

        assertThat(site.status("/ws/members", "Origin", "https://evil.example")).isEqualTo(403);
        assertThat(site.status("/ws/members", "Origin", "https://evil.example", ann[0], ann[1]))
                .isEqualTo(403);
    }

    @Test
    void with_form_log_in_a_handshake_is_refused_and_never_redirected(Server server) {
        Visitor nobody = new Visitor(Site.of(server, FORM));

        assertThat(nobody.handshake("/ws/members"))
                .startsWith("HTTP/1.1 401")
                .doesNotContainIgnoringCase("Location:")
                .doesNotContainIgnoringCase("Set-Cookie");
        assertThat(nobody.status("/ws/members", as("ann", "ann-pw"))).isEqualTo(401);
    }

    @Test
    void with_form_log_in_the_user_is_known_in_every_handler(Server server) {
        Visitor ann = signedIn(server, "ann");
        Page page = Site.of(server, FORM).page();

        Client client = ann.open(page.on("/ws/members"));
        assertThat(client.send("who").next()).isEqualTo("text ann true false");
        assertThat(client.next()).isEqualTo("text again ann true false");
        client.close();

        assertThat(page.next()).isEqualTo("connect ann true false");
        assertThat(page.next()).isEqualTo("disconnect 1000 CLIENT");
        assertThat(page.next()).isEqualTo("left ann true false");
        assertThat(ann.status("/ws/admins")).isEqualTo(403);
        signedIn(server, "root").open("/ws/admins").close();
    }

    @Test
    @Differs(
            on = Container.LIBERTY,
            because = "A log-in lives in a cookie of its own, LtpaToken2, and makes no session: the end of a "
                    + "session is no sign-out, and closes the sockets whose handshake came with that "
                    + "session.")
    void with_form_log_in_a_sign_out_closes_every_tab(Server server) {
        Visitor ann = signedIn(server, "ann");
        Visitor root = signedIn(server, "root");
        Page page = Site.of(server, FORM).page();
        Client first = ann.open(page.on("/ws/members"));
        Client second = ann.open("/ws/who");
        Client others = root.open("/ws/admins");

        ann.get("/session?do=invalidate");

        assertThat(first.next()).isEqualTo("close 4401 session ended");
        assertThat(second.next()).isEqualTo("close 4401 session ended");
        assertThat(page.next()).startsWith("connect");
        assertThat(page.next()).isEqualTo("disconnect 4401 SESSION_ENDED");
        assertThat(others.send("who").next()).isEqualTo("text root false true");
        assertThat(ann.status("/ws/members")).isEqualTo(401);
        others.close();
    }
}
