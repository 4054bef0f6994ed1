package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Http2Client;
import ee.channels.conformance.client.Http2Client.Socket;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Needs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Handshakes that are streams of an HTTP/2 connection, by RFC 8441: the same as those over HTTP/1.1. */
@Conformance
@Needs(Feature.HTTP2)
class Http2Behaviour {

    private static Http2Client client;

    @BeforeAll
    static void start() {
        client = new Http2Client();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @Test
    void a_route_opens_and_messages_go_both_ways(Site site) {
        Page page = site.page();
        Socket socket = client.open(site.ws(page.on("/ws/echo")));

        assertThat(socket.httpVersion()).isEqualTo("HTTP/2.0");
        assertThat(socket.send("hello").next()).isEqualTo("text hello");
        assertThat(socket.send(new byte[60_000]).next()).isEqualTo("binary 60000");
        socket.close(4321, "bye");

        assertThat(page.next()).isEqualTo("disconnect 4321 CLIENT");
    }

    @Test
    void the_server_closes_with_its_own_code(Site site) {
        Socket socket = client.open(site.ws("/ws/command")).send("close 4000 enough");

        assertThat(socket.next()).isEqualTo("text bye");
        assertThat(socket.next()).isEqualTo("close 4000 enough");
    }

    @Test
    void a_message_over_the_limit_closes_with_1009(Site site) {
        Socket socket = client.open(site.ws("/ws/echo")).send(new byte[65_537]);

        assertThat(socket.next()).isEqualTo("close 1009 message too big");
    }

    @Test
    void a_route_that_no_template_covers_opens_as_well(Site site) {
        Socket socket = client.open(site.ws("/ws/file/a/b/c.txt")).send("all");

        assertThat(socket.next()).isEqualTo("text {file=a/b/c.txt}");
    }

    @Test
    void the_sub_protocol_is_agreed_on(Site site) {
        Socket socket = client.speaking(site.ws("/ws/negotiated"), List.of("chat.v1", "chat.v2"));

        assertThat(socket.subprotocol()).isEqualTo("chat.v2");
    }

    @Test
    void a_refusal_has_the_status_that_it_has_over_http_1(Site site) {
        for (String path : List.of("/ws/denial/401", "/ws/denial/1", "/ws/denial/0")) {
            assertThat(client.status(site.ws(path))).as(path).isEqualTo(site.status(path));
        }
        assertThat(client.status(site.ws("/ws/denial/418"))).isEqualTo(418);
    }

    @Test
    void a_path_without_a_route_is_404(Site site) {
        assertThat(client.status(site.ws("/nothing/here"))).isEqualTo(404);
        assertThat(client.status(site.ws("/ws/room/a/b/c/d"))).isEqualTo(404);
    }

    @Test
    void an_endpoint_of_the_applications_own_goes_on_working(Site site) {
        assertThat(client.open(site.ws("/own/me")).send("hello").next()).isEqualTo("text own hello");
    }

    @Test
    void one_connection_too_many_is_429(Server server) {
        String name = "conformance-capped";
        server.deploy(Variant.of(
                name,
                "<context-param><param-name>channels.connections-per-address</param-name>"
                        + "<param-value>1</param-value></context-param>"));
        Site capped = Site.of(server, name);
        client.open(capped.ws("/ws/echo"));

        assertThat(client.status(capped.ws("/ws/echo"))).isEqualTo(429);
        assertThat(capped.status("/ws/echo")).as("over HTTP/1.1").isEqualTo(429);
        server.undeploy(name);
    }

    @Test
    void a_page_of_a_foreign_origin_is_refused(Site site) {
        assertThat(client.status(site.ws("/ws/echo"), "Origin", "https://evil.example"))
                .isEqualTo(403);
    }

    @Test
    void the_socket_belongs_to_the_session_of_its_cookie(Site site) {
        String cookie = site.get("/session?do=set&name=colour&value=green")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        Socket socket = client.open(site.ws("/ws/session"), "Cookie", cookie);

        assertThat(socket.send("get colour").next()).isEqualTo("text green");
        site.get("/session?do=invalidate", "Cookie", cookie);

        assertThat(socket.next()).startsWith("close 4401");
    }

    @Test
    void sockets_share_a_connection_and_nothing_else(Site site) {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(client.open(site.ws("/ws/room/r" + i)));
        }

        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).send("all");
        }
        for (int i = 0; i < sockets.size(); i++) {
            assertThat(sockets.get(i).next()).isEqualTo("text {room=r" + i + "}");
            assertThat(sockets.get(i).next()).contains("|/ws/room/r" + i + "|");
            assertThat(sockets.get(i).localAddress()).isEqualTo(sockets.get(0).localAddress());
        }
    }
}
