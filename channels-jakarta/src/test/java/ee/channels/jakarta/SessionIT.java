package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.scope.NoSessionException;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.catalina.Context;
import org.apache.catalina.Manager;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.session.FileStore;
import org.apache.catalina.session.ManagerBase;
import org.apache.catalina.session.PersistentManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP session as a consumer sees it, and its end as the sockets see it. */
final class SessionIT {

    private static final boolean SERVLET_6_1 =
            System.getProperty("tomcat.major", "11").equals("11");

    /** How connections ended, in the order of their ends. */
    private static final BlockingQueue<CloseReason> ENDS = new LinkedBlockingQueue<>();

    /** What a consumer saw of its session in disconnect. */
    private static final BlockingQueue<String> LAST_SIGHT = new LinkedBlockingQueue<>();

    /** Runs in connect(), after accept(). */
    private static final AtomicReference<Runnable> AFTER_ACCEPT = new AtomicReference<>(() -> {});

    /** Does with its session what it is told to, and tells what came of it. */
    static class Talk extends WebSocketConsumer {
        @Override
        protected void connect() {
            if (scope().query("create").isPresent()) {
                scope().session().create();
            }
            if (scope().query("deny").isPresent()) {
                deny(403);
                return;
            }
            accept();
            AFTER_ACCEPT.get().run();
        }

        @Override
        protected void receive(String text) {
            String[] words = text.split(" ");
            ScopeSession session = scope().session();
            switch (words[0]) {
                case "get" -> told(() -> session.get(words[1]).orElse("nothing"));
                case "set" ->
                    told(() -> {
                        session.set(words[1], words[2]);
                        return "done";
                    });
                case "remove" ->
                    told(() -> {
                        session.remove(words[1]);
                        return "done";
                    });
                case "add" ->
                    told(() -> {
                        ((StringBuilder) session.get(words[1]).orElseThrow()).append(words[2]);
                        return "done";
                    });
                case "exists" -> told(session::exists);
                case "id" -> told(session::id);
                case "create" ->
                    told(() -> {
                        session.create();
                        return "done";
                    });
                case "save" ->
                    told(() -> {
                        session.save();
                        return "done";
                    });
                case "touch" ->
                    told(() -> {
                        session.touch();
                        return "done";
                    });
                case "invalidate" ->
                    told(() -> {
                        session.invalidate();
                        return "done";
                    });
                default -> send(text);
            }
        }

        private void told(Supplier<Object> what) {
            try {
                send(String.valueOf(what.get()));
            } catch (NoSessionException e) {
                send("refused " + e.getMessage());
            }
        }

        @Override
        protected void disconnect(CloseReason reason) {
            ScopeSession session = scope().session();
            LAST_SIGHT.add(session.exists() + " " + session.get("name").orElse("nothing"));
            ENDS.add(reason);
        }
    }

    @WebSocketRoute("/ws/talk")
    static final class Open extends Talk {}

    @WebSocketRoute("/ws/secure")
    static final class Secure extends Talk {}

    /** The other side of a session. */
    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            String name = request.getParameter("name");
            Object value = request.getParameter("value");
            String answer = "done";
            switch (request.getPathInfo()) {
                case "/set" -> session.setAttribute(name, value);
                case "/text" -> session.setAttribute(name, new StringBuilder());
                case "/get" -> answer = String.valueOf(session.getAttribute(name));
                case "/id" -> answer = session.getId();
                case "/short" -> session.setMaxInactiveInterval(1);
                case "/change-id" -> answer = request.changeSessionId();
                case "/invalidate" -> session.invalidate();
                default -> response.sendError(404);
            }
            response.getWriter().write(answer);
        }
    }

    private static Server.Builder server() {
        return Server.with(Open.class, Secure.class).user("ann", "member").change(context -> {
            Tomcat.addServlet(context, "page", new Page());
            context.addServletMappingDecoded("/page/*", "page");
            context.addServletMappingDecoded("/secure/*", "page");
            protect(context);
        });
    }

    private static void protect(Context context) {
        SecurityCollection paths = new SecurityCollection();
        paths.addPatternDecoded("/secure/*");
        paths.addPatternDecoded("/ws/secure");
        SecurityConstraint constraint = new SecurityConstraint();
        constraint.addCollection(paths);
        constraint.addAuthRole("member");
        context.addConstraint(constraint);
        context.addSecurityRole("member");
        context.setLoginConfig(new LoginConfig("BASIC", "test", null, null));
        context.getPipeline().addValve(new BasicAuthenticator());
    }

    private static Visitor signedIn(Server server) {
        Visitor ann = new Visitor(server);
        ann.get("/page/id");
        String secret = Base64.getEncoder().encodeToString("ann:ann".getBytes(StandardCharsets.US_ASCII));
        assertThat(ann.get("/secure/id", "Authorization", "Basic " + secret)).matches("[0-9A-F]{32}");
        return ann;
    }

    private static CloseReason end() throws InterruptedException {
        CloseReason end = ENDS.poll(20, TimeUnit.SECONDS);
        assertThat(end).as("an end within the deadline").isNotNull();
        return end;
    }

    private static Manager manager(Server server) {
        return server.context().getManager();
    }

    private static int bound(Server server) {
        return server.sockets().sessions().bound();
    }

    @BeforeEach
    void forget() {
        ENDS.clear();
        LAST_SIGHT.clear();
        AFTER_ACCEPT.set(() -> {});
    }

    @Test
    void a_consumer_reads_what_a_servlet_writes_and_the_other_way_round() {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/set?name=colour&value=red");
            Client client = visitor.open("/ws/talk");
            assertThat(client.send("get colour").next()).isEqualTo("text red");
            visitor.get("/page/set?name=colour&value=blue");
            assertThat(client.send("get colour").next()).isEqualTo("text blue");
            assertThat(client.send("set shape round").next()).isEqualTo("text done");
            assertThat(visitor.get("/page/get?name=shape")).isEqualTo("round");
            assertThat(client.send("remove shape").next()).isEqualTo("text done");
            assertThat(visitor.get("/page/get?name=shape")).isEqualTo("null");
            assertThat(client.send("get shape").next()).isEqualTo("text nothing");
            assertThat(client.send("id").next()).isEqualTo("text " + visitor.get("/page/id"));
        }
    }

    @Test
    void a_sign_out_closes_the_sockets_of_both_tabs_and_of_no_other() throws InterruptedException {
        try (Server server = server().start()) {
            Visitor ann = new Visitor(server);
            ann.get("/page/id");
            Visitor bob = new Visitor(server);
            bob.get("/page/id");
            Client first = ann.open("/ws/talk");
            Client second = ann.open("/ws/talk");
            Client other = bob.open("/ws/talk");
            Client nobody = new Visitor(server).open("/ws/talk");
            assertThat(bound(server)).isEqualTo(3);

            ann.get("/page/invalidate");

            assertThat(first.next()).isEqualTo("close 4401 session ended");
            assertThat(second.next()).isEqualTo("close 4401 session ended");
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
            assertThat(other.send("exists").next()).isEqualTo("text true");
            assertThat(nobody.send("exists").next()).isEqualTo("text false");
            assertThat(bound(server)).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "engine first: {0}")
    @ValueSource(booleans = {false, true})
    void a_sign_out_of_a_user_is_a_session_end_for_whoever_closes_first(boolean engineFirst)
            throws InterruptedException {
        Server.Builder builder = engineFirst ? server().engineLast() : server();
        try (Server server = builder.start()) {
            Visitor ann = signedIn(server);
            Client first = ann.open("/ws/secure");
            Client second = ann.open("/ws/secure");
            Client open = ann.open("/ws/talk");
            assertThat(first.send("exists").next()).isEqualTo("text true");

            ann.get("/secure/invalidate");

            for (Client client : List.of(first, second, open)) {
                assertThat(client.next()).startsWith("close ").containsAnyOf("4401", "1008");
                assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
            }
            assertThat(bound(server)).isZero();
        }
    }

    @ParameterizedTest(name = "with a user: {0}")
    @ValueSource(booleans = {false, true})
    void an_expired_session_closes_its_sockets(boolean withUser) throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = withUser ? signedIn(server) : new Visitor(server);
            visitor.get("/page/short");
            Client client = visitor.open(withUser ? "/ws/secure" : "/ws/talk");
            ManagerBase manager = (ManagerBase) manager(server);
            manager.setProcessExpiresFrequency(1);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                client.send("still there"); // traffic keeps no session alive
                manager.backgroundProcess();
                return manager.getActiveSessions() == 0;
            });
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
        }
    }

    @ParameterizedTest(name = "with a user: {0}")
    @ValueSource(booleans = {false, true})
    void a_change_of_the_id_keeps_the_bond(boolean withUser) throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = withUser ? signedIn(server) : new Visitor(server);
            visitor.get("/page/set?name=colour&value=red");
            Client client = visitor.open(withUser ? "/ws/secure" : "/ws/talk");
            String before = client.send("id").next();

            String after = visitor.get("/page/change-id");

            assertThat(before).isNotEqualTo("text " + after);
            assertThat(client.send("id").next()).isEqualTo("text " + after);
            assertThat(client.send("get colour").next()).isEqualTo("text red");
            if (SERVLET_6_1) {
                assertThat(client.send("touch").next()).isEqualTo("text done");
            }
            visitor.get("/page/invalidate");
            assertThat(client.next()).startsWith("close ");
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
        }
    }

    @ParameterizedTest(name = "with a user: {0}, engine first: {1}")
    @org.junit.jupiter.params.provider.CsvSource({"false, false", "true, false", "true, true"})
    void a_stop_of_the_server_closes_with_1001_although_it_ends_the_sessions(boolean withUser, boolean engineFirst)
            throws InterruptedException {
        Server.Builder builder = engineFirst ? server().engineLast() : server();
        Client client;
        try (Server server = builder.start()) {
            Visitor visitor = withUser ? signedIn(server) : new Visitor(server);
            visitor.get("/page/id");
            client = visitor.open(withUser ? "/ws/secure" : "/ws/talk");
            assertThat(client.send("exists").next()).isEqualTo("text true");
        }
        assertThat(client.next()).isEqualTo("close 1001 going away");
        assertThat(end().cause()).isEqualTo(Cause.SHUTDOWN);
        assertThat(ENDS).isEmpty();
    }

    @Test
    void no_session_is_created_unasked() {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            assertThat(visitor.handshake("/ws/talk")).first().asString().startsWith("HTTP/1.1 101");
            assertThat(visitor.handshake("/ws/talk")).noneMatch(line -> line.startsWith("Set-Cookie"));
            Client client = visitor.open("/ws/talk");
            assertThat(client.send("exists").next()).isEqualTo("text false");
            assertThat(client.send("get colour").next()).isEqualTo("text nothing");
            assertThat(client.send("set colour red").next()).startsWith("text refused No HTTP session came");
            assertThat(client.send("id").next()).startsWith("text refused No HTTP session came");
            assertThat(client.send("invalidate").next()).startsWith("text refused No HTTP session came");
            assertThat(client.send("touch").next()).startsWith("text refused No HTTP session came");
            assertThat(client.send("create").next())
                    .startsWith("text refused No HTTP session came")
                    .contains("call create() in connect()");
            assertThat(manager(server).getActiveSessions()).isZero();
            assertThat(bound(server)).isZero();
        }
    }

    @Test
    void a_session_that_connect_creates_has_its_cookie_in_the_answer_and_its_socket_in_the_bond() {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            assertThat(visitor.handshake("/ws/talk?create=1"))
                    .anyMatch(line -> line.startsWith("HTTP/1.1 101"))
                    .anyMatch(line -> line.startsWith("Set-Cookie: JSESSIONID="));
            Client client = visitor.open("/ws/talk?create=1"); // the one there is already
            assertThat(client.send("set colour red").next()).isEqualTo("text done");
            assertThat(visitor.get("/page/get?name=colour")).isEqualTo("red");
            assertThat(manager(server).getActiveSessions()).isEqualTo(1);
            visitor.get("/page/invalidate");
            assertThat(client.next()).isEqualTo("close 4401 session ended");
        }
    }

    @Test
    void a_refused_handshake_belongs_to_no_session() {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            assertThat(visitor.handshake("/ws/talk?create=1&deny=1"))
                    .first()
                    .asString()
                    .startsWith("HTTP/1.1 403");
            assertThat(bound(server)).isZero();
            assertThat(visitor.get("/page/get?name=colour")).isEqualTo("null");
        }
    }

    @Test
    void after_the_end_there_is_nothing_to_read_or_write() throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/set?name=name&value=ann");
            visitor.open("/ws/talk");
            visitor.get("/page/invalidate");
            assertThat(LAST_SIGHT.poll(20, TimeUnit.SECONDS)).isEqualTo("false nothing");
        }
    }

    @Test
    void a_consumer_that_invalidates_its_session_ends_itself_and_the_other_tab() throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/id");
            Client first = visitor.open("/ws/talk");
            Client second = visitor.open("/ws/talk");
            first.send("invalidate");
            assertThat(second.next()).isEqualTo("close 4401 session ended");
            assertThat(first.next()).isEqualTo("close 4401 session ended");
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
        }
    }

    @Test
    void a_session_that_ends_between_the_handshake_and_the_open_socket_is_noticed() throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/id");
            AFTER_ACCEPT.set(() -> visitor.get("/page/invalidate"));
            Client client = visitor.open("/ws/talk");
            assertThat(client.next()).isEqualTo("close 4401 session ended");
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
            assertThat(bound(server)).isZero();
        }
    }

    @Test
    void a_socket_that_opens_while_its_session_is_ending_ends_too() throws InterruptedException {
        AtomicReference<Visitor> late = new AtomicReference<>();
        AtomicReference<Client> opened = new AtomicReference<>();
        HttpSessionListener slow = new HttpSessionListener() {
            @Override
            public void sessionDestroyed(HttpSessionEvent event) {
                opened.set(late.get().open("/ws/talk")); // Tomcat still takes the session for valid
            }
        };
        // registered first, called last
        Server.Builder builder =
                server().change(context -> ((StandardContext) context).addApplicationLifecycleListener(slow));
        try (Server server = builder.start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/id");
            late.set(visitor);
            visitor.get("/page/invalidate");
            assertThat(opened.get().next()).isEqualTo("close 4401 session ended");
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
            assertThat(bound(server)).isZero();
        }
    }

    @Test
    void saving_sets_what_was_read_or_written_again_and_nothing_else() {
        BlockingQueue<String> replaced = new LinkedBlockingQueue<>();
        HttpSessionAttributeListener listener = new HttpSessionAttributeListener() {
            @Override
            public void attributeReplaced(HttpSessionBindingEvent event) {
                replaced.add(event.getName() + "=" + event.getSession().getAttribute(event.getName()));
            }
        };
        Server.Builder builder =
                server().change(context -> ((StandardContext) context).addApplicationEventListener(listener));
        try (Server server = builder.start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/text?name=notes");
            visitor.get("/page/text?name=untouched");
            Client client = visitor.open("/ws/talk");
            assertThat(client.send("add notes milk").next()).isEqualTo("text done");
            assertThat(replaced).isEmpty();
            assertThat(client.send("save").next()).isEqualTo("text done");
            assertThat(replaced).containsExactly("notes=milk");
        }
    }

    @Test
    void traffic_counts_as_no_use_of_the_session_and_a_touch_does_where_there_is_one() throws IOException {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            String id = visitor.get("/page/id");
            Client client = visitor.open("/ws/talk");
            assertThat(client.send("exists").next()).isEqualTo("text true");
            long before = manager(server).findSession(id).getThisAccessedTime();
            for (String word : List.of("get a", "set a b", "remove a", "exists", "id", "save", "hello")) {
                client.send(word).next();
            }
            await().until(() -> System.currentTimeMillis() > before);
            client.send("get a").next();
            assertThat(manager(server).findSession(id).getThisAccessedTime()).isEqualTo(before);
            if (SERVLET_6_1) {
                assertThat(client.send("touch").next()).isEqualTo("text done");
                assertThat(manager(server).findSession(id).getThisAccessedTime())
                        .isGreaterThan(before);
            } else {
                assertThat(client.send("touch").next())
                        .startsWith("text refused")
                        .contains("Servlet 6.1", "Let the page fetch a small resource");
                assertThat(manager(server).findSession(id).getThisAccessedTime())
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void a_session_that_was_moved_to_a_store_is_brought_back_or_refused_by_name() throws InterruptedException {
        PersistentManager manager = new PersistentManager();
        manager.setStore(new FileStore());
        manager.setMaxIdleSwap(0);
        manager.setMinIdleSwap(-1);
        try (Server server =
                server().change(context -> context.setManager(manager)).start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/set?name=colour&value=red");
            Client client = visitor.open("/ws/talk");
            assertThat(client.send("get colour").next()).isEqualTo("text red");
            visitor.get("/page/change-id");

            await().atMost(Duration.ofSeconds(20)).until(() -> {
                manager.processPersistenceChecks();
                return manager.getActiveSessions() == 0;
            });

            if (SERVLET_6_1) {
                assertThat(client.send("get colour").next()).isEqualTo("text red");
            } else {
                assertThat(client.send("get colour").next())
                        .startsWith("text refused The HTTP session has ended, or this container does not keep it");
            }
            visitor.get("/page/invalidate");
            assertThat(client.next()).isEqualTo("close 4401 session ended");
            assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
        }
    }

    @Test
    void a_clients_own_1008_is_the_clients() throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/id");
            Client client = visitor.open("/ws/talk");
            client.close(1008, "enough");
            CloseReason end = end();
            assertThat(end.cause()).isEqualTo(Cause.CLIENT);
            assertThat(end.code()).isEqualTo(1008);
            await().atMost(Duration.ofSeconds(20)).until(() -> bound(server) == 0);
        }
    }

    @Test
    void a_connection_that_is_over_is_bound_no_longer() throws InterruptedException {
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/id");
            Client first = visitor.open("/ws/talk");
            Client second = visitor.open("/ws/talk");
            assertThat(bound(server)).isEqualTo(2);
            first.close(1000, "");
            second.abort();
            end();
            end();
            await().atMost(Duration.ofSeconds(20)).until(() -> bound(server) == 0);
            assertThat(visitor.get("/page/id")).isNotEmpty();
        }
    }

    @Test
    void a_page_that_never_reads_does_not_hold_up_the_sign_out_of_others() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Server server = server().start()) {
            Visitor visitor = new Visitor(server);
            visitor.get("/page/id");
            Client first = visitor.open("/ws/talk");
            Client second = visitor.open("/ws/talk");
            AFTER_ACCEPT.set(() -> {
                inside.countDown();
                try {
                    release.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            var third = java.util.concurrent.CompletableFuture.supplyAsync(() -> visitor.open("/ws/talk"));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            visitor.get("/page/invalidate"); // while one of its handshakes is in connect()
            assertThat(first.next()).isEqualTo("close 4401 session ended");
            assertThat(second.next()).isEqualTo("close 4401 session ended");
            release.countDown();
            assertThat(third.join().next()).isEqualTo("close 4401 session ended");
        }
    }
}
