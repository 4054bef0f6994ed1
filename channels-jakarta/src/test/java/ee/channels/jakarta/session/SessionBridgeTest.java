package ee.channels.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.Connection;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.scope.Headers;
import ee.channels.scope.NoSessionException;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeSession;
import ee.channels.testing.FakeClock;
import ee.channels.testing.ManualThreads;
import ee.channels.testing.RecordingTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no real container can be made to do at will. */
final class SessionBridgeTest {

    private final FakeClock clock = new FakeClock();
    private final ManualThreads threads = new ManualThreads(clock);
    private final ChannelLayers layers = new ChannelLayers(List.of(), clock);
    private final List<CloseReason> ends = new ArrayList<>();
    private final SessionBridge bridge = new SessionBridge(Duration.ZERO);
    private ChannelsRuntime runtime;

    /** Accepts everybody. */
    private final class Accepting implements Handler {
        private final Link link;

        private Accepting(Link link) {
            this.link = link;
        }

        @Override
        public void connect() {
            link.accept(Optional.empty(), Headers.empty());
        }

        @Override
        public void text(String text) {}

        @Override
        public void binary(ByteBuffer bytes) {}

        @Override
        public void message(Message message) {}

        @Override
        public void gap(Gap gap) {}

        @Override
        public void disconnect(CloseReason reason) {
            ends.add(reason);
        }
    }

    @BeforeEach
    void start() {
        runtime = new ChannelsRuntime(
                (scope, link) -> new Accepting(link), layers, RuntimeOptions.forServerThreads(8), threads, clock);
        bridge.start(runtime, threads, Optional.empty());
    }

    @AfterEach
    void close() {
        layers.close();
    }

    private Connection connect(FakeSession session) {
        ScopeSession opened = bridge.open(FakeSession.request(session));
        HandshakeAnswer answer =
                runtime.handshake(Scope.builder("/").session(opened).build());
        bridge.answered(opened, answer);
        Connection connection = ((HandshakeAnswer.Accepted) answer).connection();
        connection.opened(new RecordingTransport());
        threads.runAll();
        return connection;
    }

    private List<Cause> causes() {
        threads.runAll();
        return ends.stream().map(CloseReason::cause).toList();
    }

    @Test
    void an_id_that_is_used_again_is_another_session() {
        bridge.sessionCreated("a");
        bridge.sessionDestroyed("a");
        bridge.sessionCreated("a");
        connect(new FakeSession("a"));
        assertThat(causes()).isEmpty();
        assertThat(bridge.bound()).isEqualTo(1);
    }

    @Test
    void a_session_that_ended_before_the_container_refuses_it_takes_no_more_sockets() {
        bridge.sessionDestroyed("a");
        connect(new FakeSession("a"));
        assertThat(causes()).containsExactly(Cause.SESSION_ENDED);
        assertThat(bridge.bound()).isZero();
    }

    @Test
    void an_id_that_changes_while_the_bond_is_made_is_followed() {
        FakeSession session = new FakeSession("a");
        session.afterId(() -> {
            session.id("b");
            bridge.sessionIdChanged(session, "a"); // too early to find the bond
        });
        connect(session);
        bridge.sessionDestroyed("a");
        assertThat(causes()).isEmpty();
        bridge.sessionDestroyed("b");
        assertThat(causes()).containsExactly(Cause.SESSION_ENDED);
    }

    @Test
    void a_1008_that_the_end_of_the_session_follows_is_the_end_of_the_session() {
        Connection connection = connect(new FakeSession("a"));
        bridge.gone(connection, 1008, "authenticated session ended");
        assertThat(causes()).isEmpty();
        bridge.sessionDestroyed("a");
        assertThat(causes()).containsExactly(Cause.SESSION_ENDED);
        threads.advance(Duration.ofSeconds(2));
        assertThat(causes()).hasSize(1);
        assertThat(runtime.connections()).isEmpty();
    }

    @Test
    void a_1008_that_nothing_follows_is_the_clients_after_a_second() {
        Connection connection = connect(new FakeSession("a"));
        bridge.gone(connection, 1008, "enough");
        threads.advance(Duration.ofMillis(999));
        assertThat(causes()).isEmpty();
        threads.advance(Duration.ofMillis(1));
        assertThat(causes()).containsExactly(Cause.CLIENT);
        assertThat(bridge.bound()).isZero();
    }

    @Test
    void other_codes_and_sockets_without_a_session_are_reported_at_once() {
        bridge.gone(connect(new FakeSession("a")), 1000, "");
        bridge.gone(connect(null), 1008, "enough");
        assertThat(causes()).containsExactly(Cause.CLIENT, Cause.CLIENT);
    }

    @Test
    void a_session_that_ends_while_the_application_stops_is_a_shutdown() {
        Connection connection = connect(new FakeSession("a"));
        runtime.stopAccepting();
        bridge.gone(connection, 1008, "authenticated session ended");
        bridge.sessionDestroyed("a");
        assertThat(causes()).containsExactly(Cause.SHUTDOWN);
    }

    @Test
    void sessions_without_sockets_leave_no_more_than_a_bounded_trace() {
        for (int i = 0; i < 100_000; i++) {
            bridge.sessionDestroyed("session " + i);
        }
        connect(new FakeSession("session 0")); // forgotten long since
        assertThat(causes()).isEmpty();
        connect(new FakeSession("session 99999"));
        assertThat(causes()).containsExactly(Cause.SESSION_ENDED);
    }

    @Test
    void a_container_without_an_accessor_refuses_a_touch_and_says_what_to_do() {
        ScopeSession session = connect(new FakeSession("a")).scope().session();
        assertThatThrownBy(session::touch)
                .isInstanceOf(NoSessionException.class)
                .hasMessageContaining("Let the page fetch a small resource");
    }

    @Test
    void a_container_that_loses_the_session_without_ending_it_is_refused_by_name() {
        FakeSession lost = new FakeSession("a");
        ScopeSession session = connect(lost).scope().session();
        lost.invalidate(); // as a store does it: no event
        assertThat(session.exists()).isFalse();
        assertThatThrownBy(() -> session.get("name"))
                .isInstanceOf(NoSessionException.class)
                .hasMessageContaining("does not keep it in memory between requests");
        assertThatThrownBy(() -> session.set("name", "ann")).isInstanceOf(NoSessionException.class);
        bridge.sessionDestroyed("a");
        assertThat(session.get("name")).isEmpty();
        assertThatThrownBy(() -> session.set("name", "ann"))
                .isInstanceOf(NoSessionException.class)
                .hasMessage("The HTTP session has ended");
    }

    @Test
    void a_container_that_cannot_create_a_session_any_more_is_refused_by_name() {
        ScopeSession session = bridge.open(FakeSession.request(null));
        assertThatThrownBy(session::create)
                .isInstanceOf(NoSessionException.class)
                .hasMessageContaining("cannot create an HTTP session for this handshake any more")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_an_attribute_throws_is_not_taken_for_the_sessions_end() {
        ScopeSession session = connect(new FakeSession("a")).scope().session();
        IllegalStateException own = new IllegalStateException("an attribute's own");
        assertThatThrownBy(() -> session.set("name", own)).isSameAs(own);
        assertThat(session.exists()).isTrue();
    }

    @Test
    void the_id_is_not_in_the_text_of_a_session() {
        assertThat(connect(new FakeSession("secret")).scope().session())
                .asString()
                .doesNotContain("secret");
    }
}
