package ee.channels.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.RecordingApplication;
import ee.channels.application.RecordingLink;
import ee.channels.scope.Scope;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BearerTokenTest {

    private final RecordingLink link = new RecordingLink();
    private final RecordingApplication inner = new RecordingApplication();

    @Test
    void a_good_token_makes_the_user_known_and_is_not_repeated_in_the_answer() {
        open("chat.v1", "bearer.s3cret");
        assertThat(link.done()).containsExactly("accept chat.v1");
        assertThat(inner.scope().user()).map(Principal::getName).contains("ann");
        assertThat(inner.scope().subprotocols()).containsExactly("chat.v1");
    }

    @Test
    void the_order_of_the_offer_does_not_matter() {
        open("bearer.s3cret", "chat.v2", "chat.v1");
        assertThat(link.done()).containsExactly("accept chat.v2");
    }

    @Test
    void a_bad_or_missing_token_is_refused_with_401() {
        open("chat.v1", "bearer.wrong");
        open("chat.v1");
        open();
        assertThat(link.done())
                .containsExactly(
                        "deny 401 [WWW-Authenticate]", "deny 401 [WWW-Authenticate]", "deny 401 [WWW-Authenticate]");
        assertThat(inner.scopes()).isEmpty();
    }

    @Test
    void a_token_without_a_protocol_to_answer_with_is_refused() {
        open("bearer.s3cret");
        assertThat(link.done()).containsExactly("deny 401 [WWW-Authenticate]");
    }

    private void open(String... offered) {
        BearerToken tokens =
                new BearerToken(token -> token.equals("s3cret") ? Optional.of(() -> "ann") : Optional.empty());
        Scope scope = Scope.builder("/ws").subprotocols(List.of(offered)).build();
        tokens.around(inner).open(scope, link).connect();
    }
}
