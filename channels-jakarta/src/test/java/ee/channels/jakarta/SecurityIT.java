package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.Application;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.Consumers;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.security.Authorization;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Base64;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may open a socket, by annotations and routes, in an application with basic log-in and no constraint at all. */
final class SecurityIT {

    /** Says who is there, when asked. */
    static class Who extends WebSocketConsumer {
        @Override
        protected void receive(String role) {
            send(scope().user().map(Principal::getName).orElse("nobody") + " " + scope().isUserInRole(role));
        }
    }

    @WebSocketRoute("/ws/open")
    static final class Open extends Who {}

    @WebSocketRoute("/ws/members")
    @RolesAllowed({"member", "guest"})
    static final class Members extends Who {}

    @WebSocketRoute("/ws/admins")
    @RolesAllowed("admin")
    @DeclareRoles("auditor")
    static class Admins extends Who {}

    @WebSocketRoute("/ws/inherited")
    static final class Inheriting extends Admins {}

    @WebSocketRoute("/ws/permitted")
    @PermitAll
    static final class Permitted extends Admins {}

    @WebSocketRoute("/ws/signed-in")
    @RolesAllowed("**")
    static final class SignedInOnly extends Who {}

    @WebSocketRoute("/ws/nobody")
    @DenyAll
    static final class Nobody extends Who {}

    /** The same for a route in code. */
    static final class InCode implements ChannelsApplication {
        @Override
        public Application application(Consumers consumers) {
            return UrlRouter.of(Route.prefix(
                    "/code",
                    Authorization.roles("admin").around(UrlRouter.of(Route.path("/admins", consumers.of(Who.class))))));
        }
    }

    private static final String DESCRIPTOR = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <login-config><auth-method>BASIC</auth-method><realm-name>The "club"</realm-name></login-config>
              <security-role><role-name>late</role-name></security-role>
            </web-app>
            """;

    private static Server server;

    @BeforeAll
    static void start() {
        server = Server.with(
                        Open.class,
                        Members.class,
                        Admins.class,
                        Inheriting.class,
                        Permitted.class,
                        SignedInOnly.class,
                        Nobody.class,
                        InCode.class)
                .user("ann", "member")
                .user("root", "admin")
                .change(SecurityIT::basic)
                .start();
    }

    private static void basic(Context context) {
        try {
            Path directory = Files.createDirectories(Path.of(context.getDocBase(), "WEB-INF"));
            Files.writeString(directory.resolve("web.xml"), DESCRIPTOR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.setLoginConfig(new LoginConfig("BASIC", "The \"club\"", null, null));
        ((StandardContext) context).getPipeline().addValve(new BasicAuthenticator());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String[] as(String name) {
        return credentials(name, name);
    }

    private static String[] credentials(String name, String password) {
        String both = name + ":" + password;
        String encoded = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        return new String[] {"Authorization", "Basic " + encoded};
    }

    private static int status(String path, String... headers) {
        return Client.status(server, path, headers);
    }

    @Test
    void who_has_a_role_of_the_class_comes_in_and_is_known_to_the_handlers() {
        assertThat(Client.open(server, "/ws/members", as("ann")).send("member").next())
                .isEqualTo("text ann true");
        assertThat(Client.open(server, "/ws/admins", as("root")).send("member").next())
                .isEqualTo("text root false");
    }

    @Test
    void who_has_not_the_role_is_forbidden() {
        assertThat(status("/ws/admins", as("ann"))).isEqualTo(403);
        assertThat(status("/ws/members", as("root"))).isEqualTo(403);
    }

    @Test
    void who_is_not_signed_in_is_unauthorized_and_told_how_to_sign_in() {
        assertThat(status("/ws/members")).isEqualTo(401);
        assertThat(Client.refused(server, "/ws/members").headers().allValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"The \\\"club\\\"\"");
    }

    @Test
    void wrong_credentials_are_unauthorized_wherever_they_are_sent() {
        assertThat(status("/ws/members", credentials("ann", "wrong"))).isEqualTo(401);
        assertThat(status("/ws/open", credentials("ann", "wrong"))).isEqualTo(401);
    }

    @Test
    void credentials_sign_in_where_nothing_asks_for_them() {
        assertThat(Client.open(server, "/ws/open", as("ann")).send("member").next())
                .isEqualTo("text ann true");
        assertThat(Client.open(server, "/ws/open").send("member").next()).isEqualTo("text nobody false");
    }

    @Test
    void credentials_of_another_scheme_are_the_applications_own_business() {
        assertThat(Client.open(server, "/ws/open", "Authorization", "Bearer abc")
                        .send("member")
                        .next())
                .isEqualTo("text nobody false");
    }

    @Test
    void a_class_is_as_closed_as_what_it_extends_unless_it_says_so() {
        assertThat(status("/ws/inherited")).isEqualTo(401);
        assertThat(status("/ws/inherited", as("ann"))).isEqualTo(403);
        assertThat(Client.open(server, "/ws/permitted").send("admin").next()).isEqualTo("text nobody false");
    }

    @Test
    void everybody_who_is_signed_in_may_come_in_where_two_asterisks_are_allowed() {
        assertThat(status("/ws/signed-in")).isEqualTo(401);
        assertThat(Client.open(server, "/ws/signed-in", as("ann")).send("admin").next())
                .isEqualTo("text ann false");
    }

    @Test
    void nobody_may_come_in_where_all_are_denied() {
        assertThat(status("/ws/nobody")).isEqualTo(403);
        assertThat(status("/ws/nobody", as("root"))).isEqualTo(403);
    }

    @Test
    void a_route_in_code_is_guarded_the_same() {
        assertThat(status("/code/admins")).isEqualTo(401);
        assertThat(status("/code/admins", as("ann"))).isEqualTo(403);
        assertThat(Client.open(server, "/code/admins", as("root")).send("admin").next())
                .isEqualTo("text root true");
    }

    @Test
    void a_page_of_a_foreign_origin_learns_nothing_of_users_and_roles() {
        String[] wrong = credentials("ann", "wrong");
        assertThat(status("/ws/members", "Origin", "https://evil.example", wrong[0], wrong[1]))
                .isEqualTo(403);
        assertThat(status("/ws/members", "Origin", "https://evil.example")).isEqualTo(403);
    }

    @Test
    void no_handshake_creates_a_session() {
        Visitor visitor = new Visitor(server);
        assertThat(visitor.handshake("/ws/members")).noneMatch(line -> line.startsWith("Set-Cookie"));
        Client.open(server, "/ws/members", as("ann")).send("member").next();
        assertThat(server.context().getManager().getActiveSessions()).isZero();
    }
}
