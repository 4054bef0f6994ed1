package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.client.Visitor;
import ee.channels.conformance.server.Cluster;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import ee.channels.conformance.suite.Needs;
import ee.channels.conformance.suite.Quirk;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** A session that two servers share, with a channel layer between them over a real Redis. */
@Conformance
@Needs(Feature.SHARED_SESSIONS)
class SessionAcrossNodesBehaviour {

    private static final String NAME = "conformance-shared";

    private static RedisServer redis;
    private static Cluster cluster;
    private static Site here;
    private static Site there;

    @BeforeAll
    static void start(Container container) throws IOException {
        int port = freePort();
        redis = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .soutListener(line -> {})
                .build();
        redis.start();
        cluster = Cluster.start(container, "redis://localhost:" + port);
        cluster.deploy(Variant.of(NAME, "<distributable/>"));
        here = Site.of(cluster.one(), NAME);
        there = Site.of(cluster.other(), NAME);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        redis.stop();
    }

    @Test
    void a_session_that_ends_on_one_node_closes_its_sockets_on_the_other() {
        Visitor ann = new Visitor(here);
        ann.get("/session?do=create");
        Visitor bob = new Visitor(there);
        bob.get("/session?do=create");
        Page page = there.page();
        Client elsewhere = ann.at(there).open(page.on("/ws/session"));
        Client others = bob.open("/ws/session");

        ann.get("/session?do=invalidate");

        assertThat(elsewhere.next()).isEqualTo("close 4401 session ended");
        assertThat(page.next()).isEqualTo("disconnect 4401 SESSION_ENDED");
        assertThat(others.send("anything").next()).isEqualTo("text unknown");
        others.close();
    }

    @Test
    @Differs(
            on = Container.PAYARA,
            because = "The handshake of an open socket counts as a request that goes on: while the socket is open its"
                    + " session does not expire, on one server or on several.")
    void a_session_that_expires_closes_its_sockets_on_both_nodes() {
        Visitor ann = new Visitor(here);
        ann.get("/session?do=create");
        Client elsewhere = ann.at(there).open("/ws/session");
        Client tab = ann.open("/ws/session");

        ann.get("/session?do=expire");
        // Some containers look for sessions that have expired once a minute, and when one is asked for.
        await().pollDelay(Duration.ofSeconds(2))
                .pollInterval(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> tab.waiting() > 0 || ann.get("/session?do=exists").isEmpty() || tab.waiting() > 0);

        assertThat(tab.next()).isEqualTo("close 4401 session ended");
        assertThat(elsewhere.next()).isEqualTo("close 4401 session ended");
    }

    @Test
    @Quirk(
            of = Container.TOMCAT_10,
            is = "Between requests a consumer has no session there, and is told so by a NoSessionException.")
    void a_session_that_is_kept_in_a_store_is_brought_back_or_refused_by_name() {
        Visitor ann = new Visitor(here);
        ann.get("/session?do=set&name=colour&value=red");
        Client tab = ann.at(there).open("/ws/session");

        assertThat(tab.send("get colour").next()).isIn("text red", "text refused");
        tab.close();
    }
}
