package ee.channels.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.Middleware;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.testing.WebSocketCommunicator;
import java.security.Principal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AuthorizationTest {

    private static final AtomicInteger CONNECTS = new AtomicInteger();
    private static final Middleware ANN = signedIn("ann", "member");
    private static final Middleware NOBODY = (scope, link, inner) -> inner.open(scope, link);

    static final class Welcoming extends WebSocketConsumer {
        @Override
        protected void connect() {
            CONNECTS.incrementAndGet();
            accept();
        }
    }

    private static Middleware signedIn(String name, String... roles) {
        Principal user = () -> name;
        return (scope, link, inner) -> inner.open(scope.withUser(user, Set.of(roles)), link);
    }

    private static int status(Middleware who, Authorization authorization) {
        int before = CONNECTS.get();
        Application application =
                who.then(authorization).around(ConsumerApplication.of(Welcoming.class, new PlainConsumerFactory()));
        try (WebSocketCommunicator client = WebSocketCommunicator.of(application)
                .deadline(Duration.ofSeconds(20))
                .build()) {
            int status = client.connect().status();
            assertThat(CONNECTS.get() - before).isEqualTo(status == 101 ? 1 : 0);
            return status;
        }
    }

    @Test
    void who_has_one_of_the_roles_comes_in() {
        assertThat(status(ANN, Authorization.roles("admin", "member"))).isEqualTo(101);
    }

    @Test
    void who_has_none_of_the_roles_is_forbidden() {
        assertThat(status(ANN, Authorization.roles("admin"))).isEqualTo(403);
    }

    @Test
    void who_is_not_signed_in_is_unauthorized() {
        assertThat(status(NOBODY, Authorization.roles("admin"))).isEqualTo(401);
        assertThat(status(NOBODY, Authorization.signedIn())).isEqualTo(401);
    }

    @Test
    void two_asterisks_are_everybody_who_is_signed_in() {
        assertThat(status(signedIn("bob"), Authorization.signedIn())).isEqualTo(101);
        assertThat(status(signedIn("bob"), Authorization.roles("**"))).isEqualTo(101);
    }

    @Test
    void nobody_is_nobody_signed_in_or_not() {
        assertThat(status(ANN, Authorization.nobody())).isEqualTo(403);
        assertThat(status(NOBODY, Authorization.nobody())).isEqualTo(403);
    }

    @Test
    void no_role_and_a_blank_one_are_refused_at_deployment() {
        assertThatThrownBy(Authorization::roles).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Authorization.roles("admin", " "))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("at least one, none of them blank");
    }

    @Test
    void the_engine_still_knows_the_paths_behind_it() {
        Application inner = UrlRouter.of(
                Route.path("/ws/admin/{id}", ConsumerApplication.of(Welcoming.class, new PlainConsumerFactory())));

        assertThat(Authorization.roles("admin").around(inner).templates()).isEqualTo(inner.templates());
    }
}
