package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.Consumers;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.scope.Headers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How handshakes are answered, and what becomes of them. */
final class HandshakeIT {

    private static final Diary DIARY = new Diary();
    private static final String HANDSHAKE = RawSocket.UPGRADE + RawSocket.KEY + RawSocket.VERSION;

    private Server server;

    /** Tells the client what it is told. */
    abstract static class Telling extends WebSocketConsumer {
        @Override
        protected void connect() {
            DIARY.write("connect " + getClass().getSimpleName());
            accept();
            send(getClass().getSimpleName() + " " + scope().pathParams());
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/refusal/{status:int}")
    static final class Refusing extends WebSocketConsumer {
        @Override
        protected void connect() {
            deny(scope().pathInt("status"), Headers.of("X-Why", "because").with("X-Why", "of that"));
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/throwing")
    static final class Throwing extends WebSocketConsumer {
        @Override
        protected void connect() {
            throw new IllegalStateException("a secret");
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/undecided")
    static final class Undecided extends WebSocketConsumer {
        @Override
        protected void connect() {}

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/thing/{id:int}")
    static final class ByNumber extends Telling {}

    @WebSocketRoute("/ws/thing/{name:slug}")
    static final class ByName extends Telling {}

    @WebSocketRoute("/ws/file/{file:path}")
    static final class Files extends Telling {}

    @WebSocketRoute("/ws/room/{room}")
    static final class Rooms extends Telling {}

    @WebSocketRoute("/ws/scope/{number}")
    static final class Scopes extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send(scope().pathParam("number") + " " + scope().query("q").orElse("") + " "
                    + scope().headers().first("X-Number").orElse("") + " "
                    + scope().cookie("number").orElse(""));
        }
    }

    @WebSocketRoute("/ws/details")
    static final class Details extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send(String.join(
                    "|",
                    scope().contextPath(),
                    scope().path(),
                    scope().requestUri().toString(),
                    scope().queryString(),
                    scope().queryAll("a").toString(),
                    scope().remoteAddress().isEmpty() ? "nowhere" : "somewhere",
                    scope().user().map(Principal::getName).orElse("nobody"),
                    Boolean.toString(scope().isUserInRole("asked-at-connect"))));
        }

        @Override
        protected void receive(String role) {
            send(role + " " + scope().isUserInRole(role));
        }
    }

    static final class Program implements ChannelsApplication {
        @Override
        public Application application(Consumers consumers) {
            return UrlRouter.of(
                    Route.regex("^/re/(?<year>\\d{4})$", consumers.of(ByNumber.class)),
                    Route.prefix(
                            "/nested/{tenant}",
                            UrlRouter.of(
                                    Route.path("/inner/{id:int}", consumers.of(ByNumber.class)),
                                    Route.regex("/deep/.*$", consumers.of(ByName.class)))));
        }
    }

    @ServerEndpoint("/own/{who}")
    public static final class Own {
        @OnMessage
        public String echo(String text) {
            return "own " + text;
        }
    }

    /** Stands behind the handshake filter. */
    static final class Behind implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            switch (String.valueOf(request.getParameter("behind"))) {
                case "ends" -> ((HttpServletResponse) response).sendError(418);
                case "throws" -> throw new IllegalArgumentException("a filter's secret");
                case "forwards" ->
                    request.getRequestDispatcher("/ws/room/elsewhere").forward(request, response);
                default -> chain.doFilter(request, response);
            }
        }
    }

    static final class Forwarder extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            request.getRequestDispatcher("/ws/room/forwarded").forward(request, response);
        }
    }

    @BeforeEach
    void start() {
        DIARY.clear();
        server = Server.with(
                        Refusing.class,
                        Throwing.class,
                        Undecided.class,
                        ByNumber.class,
                        ByName.class,
                        Files.class,
                        Rooms.class,
                        Scopes.class,
                        Details.class,
                        Program.class)
                .endpoints(Own.class)
                .param("channels.handshake-threads", "200")
                .param("channels.connection.open-timeout", "1h") // not what a test waits for
                .initializer((none, context) -> context.addFilter("behind", new Behind())
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
                .initializer((none, context) ->
                        context.addServlet("forwarder", new Forwarder()).addMapping("/old/*"))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_refusal_is_a_real_status_with_headers() {
        for (int status : List.of(400, 401, 403, 404, 429, 500, 503)) {
            HttpResponse<?> answer = Client.refused(server, "/ws/refusal/" + status);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().allValues("X-Why")).containsExactly("because", "of that");
            assertThat(DIARY.next()).isEqualTo("disconnect " + status + " REFUSED");
        }
    }

    @Test
    void a_connect_that_throws_is_answered_with_500_and_tells_nothing() {
        HttpResponse<?> answer = Client.refused(server, "/ws/throwing");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(String.valueOf(answer.body())).doesNotContain("secret").doesNotContain("IllegalState");
        assertThat(DIARY.next()).isEqualTo("disconnect 500 ERROR");
    }

    @Test
    void a_connect_that_decides_nothing_is_answered_with_403() {
        assertThat(Client.status(server, "/ws/undecided")).isEqualTo(403);
        assertThat(DIARY.next()).isEqualTo("disconnect 403 REFUSED");
    }

    @Test
    void an_unknown_path_is_not_found() {
        assertThat(Client.status(server, "/nowhere")).isEqualTo(404);
        assertThat(Client.status(server, "/ws")).isEqualTo(404);
        assertThat(Client.status(server, "/re/12")).isEqualTo(404);
        assertThat(Client.status(server, "/ws/room/a/b")).isEqualTo(404);
        assertThat(Client.status(server, "/")).isEqualTo(404);
    }

    @Test
    void a_path_that_only_the_engine_would_serve_is_not_found() {
        assertThat(Client.status(server, "/ws/thing/neither+nor")).isEqualTo(404); // its template is the engine's
        assertThat(Client.status(server, "/ws/room/a/")).isEqualTo(404); // Tomcat overlooks the slash
        assertThat(Client.status(server, Sockets.FALLBACK)).isEqualTo(404);
        assertThat(DIARY.isEmpty()).isTrue();
    }

    @Test
    void two_routes_of_one_template_both_work() {
        assertThat(Client.open(server, "/ws/thing/12").next()).isEqualTo("text ByNumber {id=12}");
        assertThat(Client.open(server, "/ws/thing/twelve").next()).isEqualTo("text ByName {name=twelve}");
    }

    @Test
    void regular_expressions_rests_of_paths_and_nested_routes_work() {
        assertThat(Client.open(server, "/re/2026").next()).isEqualTo("text ByNumber {year=2026}");
        assertThat(Client.open(server, "/ws/file/a/b/c.txt").next()).isEqualTo("text Files {file=a/b/c.txt}");
        assertThat(Client.open(server, "/nested/acme/inner/5").next()).isEqualTo("text ByNumber {tenant=acme, id=5}");
        assertThat(Client.open(server, "/nested/acme/deep/er").next()).isEqualTo("text ByName {tenant=acme}");
    }

    @Test
    void a_route_outside_the_engines_templates_is_told_of_its_end() {
        Client client = Client.open(server, "/re/2026");
        assertThat(DIARY.next()).isEqualTo("connect ByNumber");

        client.close(1000, "");

        assertThat(DIARY.next()).isEqualTo("disconnect 1000 CLIENT");
    }

    @Test
    void rooms_have_any_name() {
        String long500 = "r".repeat(500);

        assertThat(room("caf%C3%A9%20%F0%9F%8E%B2")).isEqualTo("café 🎲");
        assertThat(room("a%7Bb%7D")).isEqualTo("a{b}"); // Tomcat takes the path for a template and knows none like it
        assertThat(room("%7Broom%7D")).isEqualTo("{room}");
        assertThat(room("a;v=1")).isEqualTo("a");
        assertThat(room("a%3Bv=1")).isEqualTo("a;v=1");
        assertThat(room("100%25")).isEqualTo("100%");
        assertThat(room("a+b")).isEqualTo("a+b");
        assertThat(room(long500)).isEqualTo(long500);
        assertThat(RawSocket.answer(server, "GET /ws/room/a%2Fb", HANDSHAKE)).startsWith("HTTP/1.1 400");
    }

    private String room(String encoded) {
        try (RawSocket raw = new RawSocket(server)) {
            assertThat(raw.request("GET /ws/room/" + encoded, HANDSHAKE)).startsWith("HTTP/1.1 101");
            String params = DIARY.next();
            assertThat(params).isEqualTo("connect Rooms");
            String sent = raw.next();
            return sent.substring("81 Rooms {room=".length(), sent.length() - 1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            assertThat(DIARY.next()).isEqualTo("disconnect 1006 LOST");
        }
    }

    @Test
    void endpoints_of_the_applications_own_go_on_working() {
        assertThat(Client.open(server, "/own/me").send("hello").next()).isEqualTo("text own hello");
        assertThat(Client.open(server, "/own/me", "Origin", "https://foreign.example")
                        .send("hello")
                        .next())
                .isEqualTo("text own hello");
    }

    @Test
    void a_foreign_page_is_refused_and_an_own_one_is_not() {
        String own = "http://localhost:" + server.port();

        assertThat(Client.status(server, "/ws/room/a", "Origin", "https://foreign.example"))
                .isEqualTo(403);
        assertThat(Client.status(server, "/re/2026", "Origin", "null")).isEqualTo(403);
        assertThat(DIARY.isEmpty()).isTrue();
        assertThat(Client.open(server, "/ws/room/a", "Origin", own).next()).isEqualTo("text Rooms {room=a}");
        assertThat(Client.status(server, "/nowhere", "Origin", "https://foreign.example"))
                .isEqualTo(404);
    }

    @Test
    void handshakes_in_parallel_never_mix() {
        int many = 400;
        List<CompletableFuture<Client>> opening = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String path = i % 2 == 0 ? "/ws/scope/" + i : "/ws/scope/" + i + "%7B"; // the engine's way and the other
            opening.add(
                    Client.opening(server, path + "?q=" + i, "X-Number", Integer.toString(i), "Cookie", "number=" + i));
        }

        List<String> heard =
                opening.stream().map(opened -> opened.join().next()).toList();

        assertThat(heard)
                .isEqualTo(IntStream.range(0, many)
                        .mapToObj(i -> "text " + i + (i % 2 == 0 ? "" : "{") + " " + i + " " + i + " " + i)
                        .toList());
    }

    @Test
    void a_filter_behind_that_ends_the_request_ends_the_connection_once() {
        for (String path : List.of("/ws/room/a?behind=ends", "/ws/room/a?behind=throws")) {
            int status = Client.status(server, path);

            assertThat(status).isEqualTo(path.endsWith("ends") ? 418 : 500);
            assertThat(DIARY.next()).isEqualTo("connect Rooms");
            assertThat(DIARY.next()).isEqualTo("disconnect 1006 UPGRADE_FAILED");
        }
        Client.open(server, "/ws/room/b").close(1000, "");
        assertThat(DIARY.next()).isEqualTo("connect Rooms");
        assertThat(DIARY.next()).isEqualTo("disconnect 1000 CLIENT");
        nothingIsLeft();
    }

    @Test
    void an_upgrade_that_slips_past_the_filter_is_refused() {
        assertThat(RawSocket.answer(server, "GET /old/path", HANDSHAKE)).startsWith("HTTP/1.1 403");
        assertThat(DIARY.isEmpty()).isTrue();
        // and what was accepted before on the same thread is not handed to it
        for (int i = 0; i < 50; i++) {
            Client.open(server, "/ws/thing/1").abort();
            assertThat(RawSocket.answer(server, "GET /old/path", HANDSHAKE)).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void what_nobody_took_is_not_left_to_the_next_request_of_the_thread() {
        try (Server narrow = Server.with(Rooms.class)
                .maxThreads(1)
                .initializer((none, context) -> context.addFilter("behind", new Behind())
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
                .initializer((none, context) ->
                        context.addServlet("forwarder", new Forwarder()).addMapping("/old/*"))
                .start()) {
            assertThat(RawSocket.answer(narrow, "GET /ws/room/a?behind=ends", HANDSHAKE))
                    .startsWith("HTTP/1.1 418");
            assertThat(RawSocket.answer(narrow, "GET /old/path", HANDSHAKE)).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void a_bad_upgrade_request_is_answered_as_the_engine_does_and_opens_no_consumer() {
        String connection = "Upgrade: websocket\r\nConnection: keep-alive\r\n";
        String shortKey = "Sec-WebSocket-Key: dGhl\r\n";
        String noBase64 = "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n";
        String old = "Sec-WebSocket-Version: 8\r\n";

        assertThat(answer(RawSocket.UPGRADE + RawSocket.VERSION)).startsWith("HTTP/1.1 400");
        assertThat(answer(RawSocket.UPGRADE + RawSocket.VERSION + shortKey)).startsWith("HTTP/1.1 400");
        assertThat(answer(RawSocket.UPGRADE + RawSocket.VERSION + noBase64)).startsWith("HTTP/1.1 400");
        assertThat(answer(RawSocket.UPGRADE + RawSocket.KEY + old))
                .startsWith("HTTP/1.1 426")
                .containsIgnoringCase("Sec-WebSocket-Version: 13");
        assertThat(answer(RawSocket.UPGRADE + RawSocket.KEY)).startsWith("HTTP/1.1 426");
        assertThat(answer(connection + RawSocket.KEY + RawSocket.VERSION)).startsWith("HTTP/1.1 400");
        assertThat(RawSocket.answer(server, "POST /ws/room/a", HANDSHAKE + "Content-Length: 0\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(DIARY.isEmpty()).isTrue();
        nothingIsLeft();
    }

    private String answer(String headers) {
        return RawSocket.answer(server, "GET /ws/room/a", headers);
    }

    private void nothingIsLeft() {
        Awaitility.await().until(() -> server.sockets().runtime().connections().isEmpty());
    }

    @Test
    void tokens_of_the_handshake_are_read_without_regard_to_case_and_in_lists() {
        String answer = RawSocket.answer(
                server,
                "GET /ws/thing/1",
                "Upgrade: h2c, WebSocket\r\nConnection: keep-alive, upgrade\r\n" + RawSocket.KEY + RawSocket.VERSION);

        assertThat(answer).startsWith("HTTP/1.1 101");
    }

    @Test
    void the_scope_tells_of_the_request() {
        try (Server deep = Server.with(Details.class).contextPath("/deep").start()) {
            RawSocket raw = RawSocket.open(deep, "/deep/ws/details?a=1%202&b&a=%C3%BC%25&a");

            assertThat(raw.next())
                    .isEqualTo("81 /deep|/ws/details|http://localhost:" + deep.port()
                            + "/deep/ws/details|a=1%202&b&a=%C3%BC%25&a|[1 2, ü%, ]|somewhere|nobody|false");
            assertThat(Client.status(deep, "/ws/details")).isEqualTo(404);
        }
    }

    @Test
    void a_query_that_is_no_uri_is_refused_before_the_engine_stumbles_over_it() {
        String answer = RawSocket.answer(server, "GET /ws/room/a?a=%", HANDSHAKE);

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(DIARY.isEmpty()).isTrue();
        nothingIsLeft();
    }

    @Test
    void roles_are_those_of_the_handshake() {
        try (Server signed = signedIn(SignedIn.byModule("anna", "asked-at-connect", "declared", "later"))) {
            Client client = Client.open(signed, "/ws/details");

            assertThat(client.next()).endsWith("|anna|true");
            assertThat(client.send("asked-at-connect").next()).isEqualTo("text asked-at-connect true");
            assertThat(client.send("declared").next()).isEqualTo("text declared true");
            assertThat(client.send("undeclared").next()).isEqualTo("text undeclared false");
            assertThat(client.send("later").next()).isEqualTo("text later false"); // nobody can tell any more
        }
    }

    @Test
    void roles_that_the_principal_tells_of_are_known_at_any_time() {
        try (Server signed = signedIn(SignedIn.as("anna", "later"))) {
            Client client = Client.open(signed, "/ws/details");

            assertThat(client.next()).endsWith("|anna|false");
            assertThat(client.send("later").next()).isEqualTo("text later true");
            assertThat(client.send("other").next()).isEqualTo("text other false");
        }
    }

    private static Server signedIn(SignedIn user) {
        return Server.with(Details.class)
                .param("channels.roles", "declared, undeclared")
                .change(context -> context.getPipeline().addValve(user))
                .start();
    }
}
