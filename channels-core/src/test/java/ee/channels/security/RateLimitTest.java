package ee.channels.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.CloseReason;
import ee.channels.application.Handler;
import ee.channels.application.RecordingApplication;
import ee.channels.application.RecordingLink;
import ee.channels.layer.Gap;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {

    private static final long MILLIS = 1_000_000;

    private final RecordingLink link = new RecordingLink();
    private final RecordingApplication inner = new RecordingApplication();
    private long now = Long.MAX_VALUE - 300 * MILLIS; // the ticker may overflow

    @Test
    void a_burst_passes_and_what_exceeds_it_closes_with_1008_and_a_fixed_phrase() {
        RateLimit limit = RateLimit.messages(10, 3).withTicker(() -> now);
        Handler handler = limit.around(inner).open(scope(), link);
        send(handler, 4);
        assertThat(inner.events()).containsExactly("text 0", "text 1", "text 2");
        assertThat(link.done()).containsExactly("close 1008 message rate exceeded");
    }

    @Test
    void nothing_passes_after_the_close_which_is_sent_once() {
        RateLimit limit = RateLimit.messages(10, 1).withTicker(() -> now);
        Handler handler = limit.around(inner).open(scope(), link);
        send(handler, 3);
        now += 10_000 * MILLIS;
        send(handler, 1);
        assertThat(inner.events()).containsExactly("text 0");
        assertThat(link.done()).hasSize(1);
        assertThat(limit.refusedMessages()).isEqualTo(3);
        assertThat(limit.closedConnections()).isEqualTo(1);
    }

    @Test
    void the_bucket_is_refilled_evenly_up_to_the_burst() {
        Handler handler = RateLimit.messages(10, 3)
                .dropping()
                .withTicker(() -> now)
                .around(inner)
                .open(scope(), link);
        send(handler, 5);
        assertThat(inner.events()).hasSize(3);
        now += 99 * MILLIS;
        send(handler, 1);
        assertThat(inner.events()).as("not yet").hasSize(3);
        now += MILLIS;
        send(handler, 2);
        assertThat(inner.events()).as("one more").hasSize(4);
        now += 3_600_000 * MILLIS;
        send(handler, 5);
        assertThat(inner.events()).as("a full bucket, not an hour's").hasSize(7);
    }

    @Test
    void a_steady_client_at_the_rate_is_never_refused() {
        RateLimit limit = RateLimit.messages(10, 1).withTicker(() -> now);
        Handler handler = limit.around(inner).open(scope(), link);
        for (int i = 0; i < 100; i++) {
            send(handler, 1);
            now += 100 * MILLIS;
        }
        assertThat(inner.events()).hasSize(100);
        assertThat(limit.refusedMessages()).isZero();
    }

    @Test
    void dropping_leaves_the_connection_open_and_counts() {
        RateLimit limit = RateLimit.messages(1, 2).dropping().withTicker(() -> now);
        Handler handler = limit.around(inner).open(scope(), link);
        send(handler, 10);
        assertThat(link.done()).isEmpty();
        assertThat(inner.events()).hasSize(2);
        assertThat(limit.refusedMessages()).isEqualTo(8);
        assertThat(limit.closedConnections()).isZero();
    }

    @Test
    void text_and_binary_share_the_bucket_and_other_events_are_free() {
        Handler handler =
                RateLimit.messages(1, 2).withTicker(() -> now).around(inner).open(scope(), link);
        handler.connect();
        handler.text("a");
        handler.gap(new Gap(Set.of()));
        handler.binary(ByteBuffer.allocate(2));
        handler.binary(ByteBuffer.allocate(3));
        handler.disconnect(new CloseReason(1008, "", CloseReason.Cause.CONSUMER));
        assertThat(inner.events()).containsExactly("connect", "text a", "gap", "binary 2", "disconnect 1008");
    }

    @Test
    void each_connection_has_a_bucket_of_its_own() {
        RateLimit limit = RateLimit.messages(1, 1).withTicker(() -> now);
        send(limit.around(inner).open(scope(), link), 1);
        send(limit.around(inner).open(scope(), link), 1);
        assertThat(inner.events()).hasSize(2);
        assertThat(limit.refusedMessages()).isZero();
    }

    @Test
    void the_widest_limit_does_not_overflow() {
        Handler slow = RateLimit.messages(0.001, 1_000_000)
                .dropping()
                .withTicker(() -> now)
                .around(inner)
                .open(scope(), link);
        send(slow, 1000);
        Handler fast = RateLimit.messages(1_000_000, 1_000_000)
                .withTicker(() -> now)
                .around(inner)
                .open(scope(), link);
        send(fast, 1000);
        assertThat(inner.events()).hasSize(2000);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0.0", "-1, 1, -1.0", "NaN, 1, NaN", "1e7, 1, 1.0E7", "1, 0, 0", "1, 1000001, 1000001"})
    void a_value_out_of_range_is_refused_by_name(double perSecond, int burst, String named) {
        assertThatThrownBy(() -> RateLimit.messages(perSecond, burst))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + named + "\"");
    }

    private static Scope scope() {
        return Scope.builder("/ws").build();
    }

    private static void send(Handler handler, int messages) {
        for (int i = 0; i < messages; i++) {
            handler.text(Integer.toString(i));
        }
    }
}
