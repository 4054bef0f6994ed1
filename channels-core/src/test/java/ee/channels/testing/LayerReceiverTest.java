package ee.channels.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LayerReceiverTest {

    private final ChannelLayers layers = new ChannelLayers(List.of(), Ticker.system());
    private final ChannelLayer layer = layers.layer("default");

    @AfterEach
    void closeLayers() {
        layers.close();
    }

    @Test
    void it_reads_what_is_sent_to_its_channel_and_groups_in_order() {
        try (LayerReceiver receiver =
                LayerReceiver.of(layers).deadline(Duration.ofSeconds(20)).join("news")) {
            layer.send(receiver.channel(), Message.of("one"));
            layer.groupSend("news", Message.of("two"));
            assertThat(receiver.receive().type()).isEqualTo("one");
            assertThat(receiver.receive().type()).isEqualTo("two");
            receiver.leave("news");
            layer.groupSend("news", Message.of("three"));
            receiver.receiveNothing();
        }
    }

    @Test
    void it_reads_a_named_channel_with_what_waited_there() {
        layer.send("jobs", Message.of("waiting"));
        try (LayerReceiver receiver =
                new LayerReceiver(layers.backend("default"), "jobs").deadline(Duration.ofSeconds(20))) {
            assertThat(receiver.receive().type()).isEqualTo("waiting");
            assertThatIllegalStateException()
                    .isThrownBy(() -> new LayerReceiver(layers.backend("default"), "jobs").close());
        }
    }

    @Test
    void a_time_out_says_what_was_expected_and_leaves_it_usable() {
        try (LayerReceiver receiver = LayerReceiver.of(layers).deadline(Duration.ofMillis(30))) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(receiver::receive)
                    .withMessage("Expected a message on " + receiver.channel() + " within 30 ms, but nothing came");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(receiver::receiveGap)
                    .withMessageContaining("Expected a gap");
            layer.send(receiver.channel(), Message.of("late").with("a", 1));
            receiver.deadline(Duration.ofSeconds(20));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> receiver.receiveNothing(Duration.ofSeconds(20)))
                    .withMessageContaining("but late came with {a=1}");
            assertThat(receiver.receive().getLong("a")).isEqualTo(1);
        }
    }
}
