package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.SendResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JettyTransportTest {

    private final ToldSession engine = new ToldSession();
    private final JettyTransport transport = new JettyTransport(engine.session());

    @Test
    void one_frame_is_sent_without_a_batch_and_without_waiting() {
        engine.write(transport, "one");

        assertThat(engine.told).containsExactly("sendText one");
        assertThat(engine.done).isEmpty();
        engine.complete(new SendResult());
        assertThat(engine.done).containsExactly(Optional.empty());
    }

    @Test
    void several_are_a_batch_that_is_done_when_it_is_flushed() {
        engine.write(transport, "one", "two", "three");

        assertThat(engine.told)
                .containsExactly(
                        "setBatchingAllowed true",
                        "sendText one",
                        "sendText two",
                        "sendText three",
                        "setBatchingAllowed false");
        assertThat(engine.done).containsExactly(Optional.empty());
    }

    @Test
    void a_flush_that_fails_fails_the_batch() {
        engine.failFlushes();

        engine.write(transport, "one", "two");

        assertThat(engine.done).containsExactly(Optional.of("reset"));
    }

    @Test
    void a_socket_that_is_closed_has_its_idle_time_bounded_before() {
        engine.told.clear();

        transport.close(1013, "client too slow");

        assertThat(engine.told).hasSize(2);
        assertThat(engine.told.get(0)).isEqualTo("setMaxIdleTimeout 5000");
        assertThat(engine.told.get(1)).startsWith("close ");
    }
}
