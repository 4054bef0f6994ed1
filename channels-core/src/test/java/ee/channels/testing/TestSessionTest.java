package ee.channels.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ee.channels.consumer.WebSocketConsumer;
import ee.channels.scope.NoSessionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestSessionTest {

    @Test
    void attributes_id_save_and_touch_work_while_it_is_alive() {
        TestSession session = TestSession.alive();
        session.set("cart", "full");
        assertThat(session.get("cart")).contains("full");
        session.remove("cart");
        assertThat(session.get("cart")).isEmpty();
        session.save();
        session.touch();
        session.touch();
        assertThat(session.saves()).isEqualTo(1);
        assertThat(session.touches()).isEqualTo(2);
        String before = session.id();
        session.changeId();
        assertThat(session.id()).isNotEqualTo(before);
        assertThat(session.exists()).isTrue();
    }

    @Test
    void an_absent_session_reads_empty_and_refuses_writes_until_it_is_created() {
        TestSession session = TestSession.absent();
        assertThat(session.exists()).isFalse();
        assertThat(session.get("a")).isEmpty();
        assertThatExceptionOfType(NoSessionException.class)
                .isThrownBy(() -> session.set("a", 1))
                .withMessageContaining("has no HTTP session");
        session.create();
        session.set("a", 1);
        assertThat(session.exists()).isTrue();
    }

    @Test
    void a_session_can_be_created_before_the_handshake_is_answered_and_not_after() {
        TestSession session = TestSession.absent();
        try (WebSocketCommunicator client = WebSocketCommunicator.of(Late.class)
                .session(session)
                .deadline(Duration.ofSeconds(20))
                .connected()) {
            client.sendText("");
            assertThat(client.awaitFailure())
                    .isInstanceOf(NoSessionException.class)
                    .hasMessageContaining("answered already");
        }
        assertThat(session.exists()).isFalse();

        TestSession early = TestSession.absent();
        try (WebSocketCommunicator client = WebSocketCommunicator.of(Early.class)
                .session(early)
                .deadline(Duration.ofSeconds(20))
                .connected()) {
            assertThat(early.exists()).isTrue();
            client.disconnect();
        }
    }

    @Test
    void an_ended_session_says_so() {
        TestSession session = TestSession.alive();
        session.set("a", 1);
        session.invalidate();
        assertThat(session.exists()).isFalse();
        assertThat(session.get("a")).isEmpty();
        assertThatExceptionOfType(NoSessionException.class)
                .isThrownBy(session::create)
                .withMessageContaining("has ended");
        assertThatExceptionOfType(NoSessionException.class).isThrownBy(session::invalidate);
    }

    static class Late extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            scope().session().create();
        }
    }

    static class Early extends WebSocketConsumer {
        @Override
        protected void connect() {
            scope().session().create();
            accept();
        }
    }
}
