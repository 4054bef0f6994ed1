package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.SendResult;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UndertowTransportTest {

    private final ToldSession engine = new ToldSession();
    private final UndertowTransport transport = new UndertowTransport(engine.session());

    @Test
    void one_frame_is_sent_without_a_batch() {
        engine.write(transport, "one");
        engine.complete(new SendResult());

        assertThat(engine.told).containsExactly("sendText one");
        assertThat(engine.done).containsExactly(Optional.empty());
    }

    @Test
    void several_are_flushed_once_with_batching_off_again_so_that_a_close_frame_behind_them_leaves() {
        engine.write(transport, "one", "two", "three");

        assertThat(engine.told)
                .containsExactly(
                        "setBatchingAllowed true",
                        "sendText one",
                        "sendText two",
                        "sendText three",
                        "setBatchingAllowed false",
                        "flushBatch");
    }

    @Test
    void several_are_done_once_with_the_last() {
        engine.write(transport, "one", "two");
        assertThat(engine.done).isEmpty();

        engine.complete(new SendResult());

        assertThat(engine.done).containsExactly(Optional.empty());
    }

    @Test
    void several_fail_with_the_last() {
        engine.write(transport, "one", "two");

        engine.complete(new SendResult(new IOException("gone")));

        assertThat(engine.done).containsExactly(Optional.of("gone"));
    }
}
