package ee.channels.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.application.DenyingHandler;
import ee.channels.application.Handler;
import ee.channels.application.RecordingApplication;
import ee.channels.application.RecordingLink;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstMessageLoginTest {

    private final List<Runnable> deadline = new ArrayList<>();
    private final RecordingLink link = new RecordingLink();
    private final RecordingApplication inner = new RecordingApplication();
    private final FirstMessageLogin login = new FirstMessageLogin(
            text -> text.equals("s3cret") ? Optional.of(() -> "ann") : Optional.empty(), deadline::add);
    private final Scope scope = Scope.builder("/ws").build();

    @Test
    void a_first_message_that_logs_in_opens_the_application_and_later_ones_reach_it() {
        Handler handler = connect();
        handler.text("s3cret");
        handler.text("hello");
        deadline.forEach(Runnable::run);
        handler.disconnect(new CloseReason(1000, "", CloseReason.Cause.CLIENT));
        assertThat(inner.scope().user()).map(Principal::getName).contains("ann");
        assertThat(inner.events()).containsExactly("connect", "text hello", "disconnect 1000");
        assertThat(link.done()).containsExactly("accept");
    }

    @Test
    void a_first_message_that_does_not_log_in_closes_with_4401_and_a_second_try_is_too_late() {
        Handler handler = connect();
        handler.text("wrong");
        handler.text("s3cret");
        deadline.forEach(Runnable::run);
        assertThat(link.done()).containsExactly("accept", "close 4401 log in first");
        assertThat(inner.scopes()).isEmpty();
    }

    @Test
    void silence_until_the_deadline_closes_with_4401() {
        Handler handler = connect();
        deadline.forEach(Runnable::run);
        handler.text("s3cret");
        handler.disconnect(new CloseReason(4401, "", CloseReason.Cause.CONSUMER));
        assertThat(link.done()).containsExactly("accept", "close 4401 log in first");
        assertThat(inner.scopes()).isEmpty();
    }

    @Test
    void a_binary_first_message_closes_with_4401() {
        connect().binary(ByteBuffer.allocate(1));
        assertThat(link.done()).containsExactly("accept", "close 4401 log in first");
    }

    @Test
    void an_application_that_denies_the_user_closes() {
        Handler handler = login.open(scope, link, (s, l) -> new DenyingHandler(l, 403, Headers.empty()));
        handler.connect();
        handler.text("s3cret");
        assertThat(link.done()).containsExactly("accept", "close 4401 not allowed");
    }

    private Handler connect() {
        Handler handler = login.open(scope, link, inner);
        handler.connect();
        return handler;
    }
}
