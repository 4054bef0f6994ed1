package ee.channels.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.Middleware;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.testing.TestSession;
import ee.channels.testing.WebSocketCommunicator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionCapsTest {

    private static final AtomicInteger CONNECTS = new AtomicInteger();
    private static final AtomicInteger DISCONNECTS = new AtomicInteger();

    static final class Counting extends WebSocketConsumer {
        @Override
        protected void connect() {
            CONNECTS.incrementAndGet();
            accept();
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DISCONNECTS.incrementAndGet();
        }
    }

    private final List<WebSocketCommunicator> made = new ArrayList<>();

    @AfterEach
    void every_connect_had_its_disconnect() {
        made.forEach(WebSocketCommunicator::close);
        assertThat(DISCONNECTS).hasValue(CONNECTS.get());
    }

    private WebSocketCommunicator communicator(ConnectionCaps caps, TestSession session, String address) {
        Middleware from = (scope, link, inner) ->
                inner.open(scope.toBuilder().remoteAddress(address).build(), link);
        Application application =
                from.then(caps).around(ConsumerApplication.of(Counting.class, new PlainConsumerFactory()));
        WebSocketCommunicator communicator = WebSocketCommunicator.of(application)
                .session(session)
                .deadline(Duration.ofSeconds(20))
                .build();
        made.add(communicator);
        return communicator;
    }

    private int status(ConnectionCaps caps, TestSession session, String address) {
        return communicator(caps, session, address).connect().status();
    }

    @Test
    void a_session_has_so_many_connections_and_no_more() {
        ConnectionCaps caps = new ConnectionCaps(2, 0);
        TestSession session = TestSession.alive();

        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(101);
        assertThat(status(caps, session, "10.0.0.2")).isEqualTo(101);
        assertThat(status(caps, session, "10.0.0.3")).isEqualTo(429);
        TestSession other = TestSession.alive();
        other.changeId();
        assertThat(status(caps, other, "10.0.0.1")).isEqualTo(101);
        assertThat(caps.refusedBySession()).isEqualTo(1);
        assertThat(caps.refusedByAddress()).isZero();
    }

    @Test
    void a_place_is_free_again_when_a_connection_has_ended() {
        ConnectionCaps caps = new ConnectionCaps(1, 1);
        TestSession session = TestSession.alive();
        WebSocketCommunicator first = communicator(caps, session, "10.0.0.1");
        assertThat(first.connect().status()).isEqualTo(101);
        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(429);

        first.disconnect();

        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(101);
    }

    @Test
    void an_address_has_so_many_connections_whatever_its_sessions() {
        ConnectionCaps caps = new ConnectionCaps(5, 1);

        assertThat(status(caps, TestSession.alive(), "10.0.0.1")).isEqualTo(101);
        assertThat(status(caps, TestSession.alive(), "10.0.0.1")).isEqualTo(429);
        assertThat(status(caps, TestSession.alive(), "10.0.0.2")).isEqualTo(101);
        assertThat(caps.refusedByAddress()).isEqualTo(1);
    }

    @Test
    void one_that_is_refused_by_its_address_takes_no_place_of_its_session() {
        ConnectionCaps caps = new ConnectionCaps(2, 1);
        TestSession session = TestSession.alive();
        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(101);
        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(429);

        assertThat(status(caps, session, "10.0.0.2")).isEqualTo(101);
    }

    @Test
    void connections_without_a_session_count_for_none() {
        ConnectionCaps caps = new ConnectionCaps(1, 0);

        assertThat(status(caps, TestSession.absent(), "10.0.0.1")).isEqualTo(101);
        assertThat(status(caps, TestSession.absent(), "10.0.0.1")).isEqualTo(101);
    }

    @Test
    void a_change_of_the_sessions_id_gives_the_right_place_back() {
        ConnectionCaps caps = new ConnectionCaps(1, 0);
        TestSession session = TestSession.alive();
        WebSocketCommunicator first = communicator(caps, session, "10.0.0.1");
        first.connect();
        session.changeId();
        first.disconnect();

        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(101);
        assertThat(status(caps, session, "10.0.0.1")).isEqualTo(429);
    }

    @Test
    void a_cap_out_of_range_is_refused_by_name() {
        assertThatThrownBy(() -> new ConnectionCaps(-1, 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("connections-per-session");
        assertThatThrownBy(() -> new ConnectionCaps(0, 1_000_001))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("connections-per-address");
    }
}
