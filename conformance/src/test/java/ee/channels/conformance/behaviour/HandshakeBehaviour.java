package ee.channels.conformance.behaviour;

import static ee.channels.conformance.client.RawClient.HANDSHAKE;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.RawClient;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import ee.channels.conformance.suite.Quirk;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How handshakes are answered, and what becomes of them. */
@Conformance
class HandshakeBehaviour {

    @Test
    void a_route_opens_below_a_context_path(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/echo"));

        assertThat(client.send("hello").next()).isEqualTo("text hello");
        client.close(4321, "bye");

        assertThat(page.next()).isEqualTo("disconnect 4321 CLIENT");
    }

    @Test
    void parameters_are_read_from_the_path(Site site) {
        assertThat(told(site, "/ws/thing/12")).isEqualTo("text {number=12}");
        assertThat(told(site, "/ws/thing/twelve")).isEqualTo("text {name=twelve}");
        assertThat(told(site, "/nested/acme/inner/5")).isEqualTo("text {tenant=acme, id=5}");
    }

    @Test
    void regular_expressions_and_rests_of_paths_are_routes(Site site) {
        assertThat(told(site, "/re/2026")).isEqualTo("text {year=2026}");
        assertThat(told(site, "/ws/file/a/b/c.txt")).isEqualTo("text {file=a/b/c.txt}");
    }

    @Test
    void a_route_that_the_engine_has_no_template_for_lives_like_any_other(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/re/2026"));

        assertThat(client.next()).isEqualTo("text {year=2026}");
        client.close(1000, "");

        assertThat(page.next()).isEqualTo("connect /re/2026");
        assertThat(page.next()).isEqualTo("disconnect 1000 CLIENT");
    }

    @Test
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = "The server decodes a path as if it were a form: a plus sign in it is a blank to servlets, and to"
                    + " routes; clients have to encode it as %2B.")
    void parameters_have_any_characters(Site site) {
        assertThat(told(site, "/ws/room/caf%C3%A9%20%F0%9F%8E%B2")).isEqualTo("text {room=café 🎲}");
        assertThat(told(site, "/ws/room/a+b")).isEqualTo("text {room=a+b}");
        assertThat(told(site, "/ws/room/a%7Bb%7D")).isEqualTo("text {room=a{b}}");
        assertThat(told(site, "/ws/room/" + "r".repeat(500))).isEqualTo("text {room=" + "r".repeat(500) + "}");
    }

    @Test
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = "The server cuts a path at a semicolon after it has decoded it, so an encoded one too: what is"
                    + " behind it reaches no servlet, and no route.")
    @Differs(
            on = Container.LIBERTY,
            because = "It cuts a path at an encoded semicolon, as at any other, before the application sees "
                    + "it; a percent sign is told.")
    @Quirk(
            of = {Container.JETTY_EE10, Container.JETTY_EE11},
            is = "It answers 400 to a path with an encoded percent sign or semicolon, before any application sees it.")
    void a_percent_sign_and_a_semicolon_in_a_parameter_are_told_unless_the_server_refuses_such_paths(Site site) {
        assertThat(toldOrRefused(site, "/ws/room/100%25")).isIn("text {room=100%}", "400");
        assertThat(toldOrRefused(site, "/ws/room/a%3Bv=1")).isIn("text {room=a;v=1}", "400");
    }

    private static String toldOrRefused(Site site, String path) {
        try (RawClient raw = site.raw()) {
            String answer = raw.request("GET", path, HANDSHAKE);
            return answer.startsWith("HTTP/1.1 101") ? raw.next().replaceFirst("^81", "text") : answer.split(" ")[1];
        }
    }

    private static String told(Site site, String path) {
        try (Client client = site.open(path)) {
            return client.next();
        }
    }

    @Test
    void the_query_is_decoded_and_the_address_is_told(Site site) {
        try (Client client = site.open("/ws/room/x?a=1%202&b&a=%C3%BC%25&a")) {
            client.next();

            assertThat(client.send("all").next())
                    .isEqualTo("text /conformance|/ws/room/x|" + site.http("/ws/room/x") + "|[1 2, ü%, ]||");
        }
    }

    @Test
    void a_query_that_is_none_is_refused_with_400(Site site) {
        Page page = site.page();
        try (RawClient raw = site.raw()) {
            assertThat(raw.request("GET", page.on("/ws/room/a?a=%"), HANDSHAKE)).startsWith("HTTP/1.1 400");
        }
        assertThat(page.isEmpty()).isTrue();
    }

    @Test
    void a_denial_is_a_real_status_with_headers(Site site) {
        for (int status : List.of(400, 401, 403, 404, 429, 500, 503)) {
            Page page = site.page();

            HttpResponse<?> answer = site.refused(page.on("/ws/denial/" + status));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().allValues("X-Why")).containsExactly("because", "of that");
            assertThat(page.next()).isEqualTo("disconnect " + status + " REFUSED");
        }
    }

    @Test
    void a_connect_that_throws_is_500_and_tells_nothing(Site site) {
        Page page = site.page();

        HttpResponse<?> answer = site.refused(page.on("/ws/denial/0"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(String.valueOf(answer.body())).doesNotContain("secret").doesNotContain("IllegalState");
        assertThat(page.next()).isEqualTo("disconnect 500 ERROR");
    }

    @Test
    void a_connect_that_decides_nothing_is_403(Site site) {
        Page page = site.page();

        assertThat(site.status(page.on("/ws/denial/1"))).isEqualTo(403);
        assertThat(page.next()).isEqualTo("disconnect 403 REFUSED");
    }

    @Test
    void a_path_without_a_route_is_404(Site site) {
        for (String path : List.of(
                "/nowhere",
                "/ws",
                "/re/12",
                "/ws/room/a/b",
                "/ws/thing/neither+nor",
                "/ws/room/a/",
                "/.channels/upgrade")) {
            assertThat(site.status(path)).as(path).isEqualTo(404);
        }
    }

    @Test
    void an_upgrade_that_was_dispatched_to_a_route_is_refused(Site site) {
        for (String path : List.of("/dispatch/forward", "/dispatch/include")) {
            Page page = site.page();
            try (RawClient raw = site.raw()) {
                String answer = raw.request("GET", page.on(path), HANDSHAKE);

                assertThat(answer)
                        .as(path)
                        .doesNotStartWith("HTTP/1.1 101")
                        .doesNotContainIgnoringCase("Sec-WebSocket-Accept");
            }
            assertThat(page.isEmpty()).isTrue();
        }
    }

    @Test
    void a_request_that_is_no_handshake_passes_by(Site site) {
        assertThat(site.get("/server").statusCode()).isEqualTo(200);
        assertThat(site.get("/ws/room/a").statusCode()).isEqualTo(404);
    }

    @Test
    void an_endpoint_of_the_applications_own_goes_on_working(Site site) {
        try (Client client = site.open("/own/me")) {
            assertThat(client.send("hello").next()).isEqualTo("text own hello");
        }
        try (Client client = site.open("/own/me", "Origin", "https://foreign.example")) {
            assertThat(client.send("hello").next()).isEqualTo("text own hello");
        }
    }

    @Test
    void a_page_of_another_site_is_refused_with_403(Site site) {
        Page page = site.page();

        assertThat(site.status(page.on("/ws/room/a"), "Origin", "https://foreign.example"))
                .isEqualTo(403);
        assertThat(site.status(page.on("/re/2026"), "Origin", "null")).isEqualTo(403);
        assertThat(page.isEmpty()).isTrue();
        String own = "http://" + site.root().getAuthority();
        try (Client client = site.open("/ws/room/a", "Origin", own)) {
            assertThat(client.next()).isEqualTo("text {room=a}");
        }
    }

    @Test
    void the_chosen_subprotocol_reaches_the_client(Site site) {
        try (Client client = site.speaking("/ws/negotiated", "chat.v1", "chat.v2")) {
            assertThat(client.subprotocol()).isEqualTo("chat.v2");
        }
        try (RawClient raw = site.raw()) {
            assertThat(raw.request("GET", "/ws/negotiated", HANDSHAKE, "Sec-WebSocket-Protocol: chat.v1\r\n"))
                    .startsWith("HTTP/1.1 101")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
        }
    }

    @Test
    void headers_of_an_acceptance_reach_the_client_but_those_of_the_handshake_itself_stay(Site site) {
        try (RawClient raw = site.raw()) {
            assertThat(raw.request("GET", "/ws/negotiated", HANDSHAKE))
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("X-Shard: 7\r\n")
                    .containsIgnoringCase("Set-Cookie: a=b\r\n")
                    .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .doesNotContain("nonsense");
        }
    }

    @Test
    void tokens_of_a_handshake_are_read_without_regard_to_case_and_in_lists(Site site) {
        try (RawClient raw = site.raw()) {
            assertThat(raw.request(
                            "GET",
                            "/ws/echo",
                            "Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"))
                    .startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void another_version_of_the_protocol_is_answered_with_426_and_the_right_one(Site site) {
        Page page = site.page();
        try (RawClient raw = site.raw()) {
            assertThat(raw.request("GET", page.on("/ws/room/a"), HANDSHAKE.replace("Version: 13", "Version: 8")))
                    .startsWith("HTTP/1.1 426")
                    .containsIgnoringCase("Sec-WebSocket-Version: 13");
        }
        assertThat(page.isEmpty()).isTrue();
    }

    @Test
    void hundreds_of_handshakes_at_once_never_mix(Site site) {
        int many = 300;
        List<CompletableFuture<Client>> opening = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            // The engine's way and the other.
            String path = i % 2 == 0 ? "/ws/room/" + i : "/ws/file/" + i + "/x";
            opening.add(site.opening(path + "?a=" + i, "X-Number", "" + i, "Cookie", "number=" + i));
        }

        List<Client> open = opening.stream().map(CompletableFuture::join).toList();
        List<String> heard = open.stream()
                .map(client -> client.next() + " " + client.send("all").next())
                .toList();

        assertThat(heard)
                .isEqualTo(IntStream.range(0, many)
                        .mapToObj(i -> {
                            String path = i % 2 == 0 ? "/ws/room/" + i : "/ws/file/" + i + "/x";
                            return "text " + (i % 2 == 0 ? "{room=" + i + "}" : "{file=" + i + "/x}")
                                    + " text /conformance|" + path + "|" + site.http(path) + "|[" + i + "]|"
                                    + i + "|" + i;
                        })
                        .toList());
        open.forEach(Client::abort);
    }
}
