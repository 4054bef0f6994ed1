package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.Frame;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UndertowTransportTest {

    private final ToldSession engine = new ToldSession();
    private final UndertowTransport transport = new UndertowTransport(engine.session());
    private final List<Optional<String>> done = new ArrayList<>();

    private void write(String... texts) {
        engine.told.clear();
        transport.write(
                List.of(texts).stream().map(Frame::text).map(Frame.class::cast).toList(),
                failure -> done.add(Optional.ofNullable(failure).map(Throwable::getMessage)));
    }

    @Test
    void one_frame_is_sent_without_a_batch() {
        write("one");
        engine.complete(new SendResult());

        assertThat(engine.told).containsExactly("sendText one");
        assertThat(done).containsExactly(Optional.empty());
    }

    @Test
    void several_are_flushed_once_with_batching_off_again_so_that_a_close_frame_behind_them_leaves() {
        write("one", "two", "three");

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
        write("one", "two");
        assertThat(done).isEmpty();

        engine.complete(new SendResult());

        assertThat(done).containsExactly(Optional.empty());
    }

    @Test
    void several_fail_with_the_last() {
        write("one", "two");

        engine.complete(new SendResult(new IOException("gone")));

        assertThat(done).containsExactly(Optional.of("gone"));
    }
}
