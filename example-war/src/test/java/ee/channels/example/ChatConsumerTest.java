package ee.channels.example;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.example.ChatConsumer.Refused;
import ee.channels.example.ChatConsumer.Said;
import ee.channels.example.ChatConsumer.Shown;
import ee.channels.testing.TestSession;
import ee.channels.testing.WebSocketCommunicator;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChatConsumerTest {

    /** So that a busy machine fails no test. */
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void who_is_signed_in_speaks_under_that_name() {
        TestSession session = TestSession.alive();
        session.set(SignInServlet.NAME, "Head gardener");
        try (WebSocketCommunicator client = WebSocketCommunicator.of(ChatConsumer.class)
                .path("/ws/chat/lobby")
                .session(session)
                .deadline(LONG)
                .connected()) {
            client.sendJson(new Said("  hello "));

            Shown shown = client.receiveJson(Shown.class);
            assertThat(shown.text()).isEqualTo("hello");
            assertThat(shown.who()).isEqualTo("Head gardener");
            assertThat(shown.mine()).isTrue();
            assertThat(Instant.parse(shown.when())).isBeforeOrEqualTo(Instant.now());
        }
    }

    @Test
    void without_a_session_it_is_a_guest() {
        try (WebSocketCommunicator client = connected()) {
            client.sendJson(new Said("hello"));

            assertThat(client.receiveJson(Shown.class).who()).isEqualTo("guest");
        }
    }

    @Test
    void an_empty_text_and_what_is_no_message_are_refused_and_the_socket_stays() {
        try (WebSocketCommunicator client = connected()) {
            for (String frame : new String[] {"{\"text\":\" \"}", "{}", "{\"text\":", "7", "[]"}) {
                client.sendText(frame);
                assertThat(client.receiveJson(Refused.class).error()).startsWith("A message");
            }
            client.sendJson(new Said("still here"));
            assertThat(client.receiveJson(Shown.class).text()).isEqualTo("still here");
        }
    }

    @Test
    void half_an_emoji_is_said_without_harm() {
        try (WebSocketCommunicator client = connected()) {
            client.sendText("{\"text\":\"\\ud83d\"}");
            client.receiveText();
            client.sendJson(new Said("still here"));

            assertThat(client.receiveJson(Shown.class).text()).isEqualTo("still here");
        }
    }

    private static WebSocketCommunicator connected() {
        return WebSocketCommunicator.of(ChatConsumer.class)
                .path("/ws/chat/lobby")
                .deadline(LONG)
                .connected();
    }
}
