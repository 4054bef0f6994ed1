package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueFrameTest {

    @Test
    void equal_payloads_become_frames_that_redis_keeps_in_order() {
        QueueFrame frames = new QueueFrame();
        List<byte[]> made = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            made.add(frames.frame(new byte[] {7}));
        }
        List<byte[]> sorted = new ArrayList<>(made);
        sorted.sort(Arrays::compareUnsigned);
        assertThat(sorted).isEqualTo(made);
        for (int i = 1; i < made.size(); i++) {
            assertThat(Arrays.compareUnsigned(made.get(i - 1), made.get(i))).isNegative();
        }
    }

    @Test
    void two_senders_make_different_frames_of_one_payload() {
        Set<String> frames = new HashSet<>();
        for (int sender = 0; sender < 100; sender++) {
            frames.add(Reference.hex(new QueueFrame().frame(new byte[0])));
        }
        assertThat(frames).hasSize(100);
    }

    @Test
    void a_mark_comes_out_and_frames_with_marks_are_different_and_in_order_as_well() {
        QueueFrame frames = new QueueFrame();
        byte[] first = frames.frame(new byte[] {7}, 0x80000001);
        byte[] second = frames.frame(new byte[] {7}, 1);

        assertThat(QueueFrame.mark(first)).isEqualTo(0x80000001);
        assertThat(QueueFrame.mark(second)).isEqualTo(1);
        assertThat(Arrays.compareUnsigned(first, second)).isNegative();
        assertThat(QueueFrame.payload(first)).containsExactly(7);
        assertThat(QueueFrame.mark(new byte[11])).isZero();
    }

    @Test
    void a_payload_comes_out_of_the_frame_of_anybody() {
        byte[] payload = {1, 2, 3};
        assertThat(QueueFrame.payload(new QueueFrame().frame(payload))).isEqualTo(payload);
        assertThat(QueueFrame.payload(Reference.bytes("4142434445464748494a4b4c81a474797065a36f6c64")))
                .isEqualTo(Reference.bytes("81a474797065a36f6c64"));
        assertThat(QueueFrame.payload(new byte[QueueFrame.LENGTH])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11})
    void what_is_shorter_than_a_frame_is_refused(int length) {
        assertThatThrownBy(() -> QueueFrame.payload(new byte[length]))
                .isInstanceOfSatisfying(
                        MalformedPayloadException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.NO_FRAME));
    }
}
