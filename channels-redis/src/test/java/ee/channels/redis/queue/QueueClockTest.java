package ee.channels.redis.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.memory.LocalLimits;
import ee.channels.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QueueClockTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00.25Z");

    private final FakeClock ticker = new FakeClock();
    private Instant time = START;
    private final QueueClock clock = clock(Duration.ofSeconds(60), Duration.ofDays(1));

    private QueueClock clock(Duration expiry, Duration groupExpiry) {
        ChannelCapacities capacities = ChannelCapacities.parse("channel-capacity", 100, "");
        return new QueueClock(() -> time, ticker, new LocalLimits(capacities, expiry, groupExpiry, 10));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }

    @Test
    void times_grow_strictly_while_the_clock_stands_still() {
        double last = clock.next();
        for (int i = 0; i < 10_000; i++) {
            double next = clock.next();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(last - START.toEpochMilli() / 1000.0).isLessThan(0.01);
    }

    @Test
    void times_grow_strictly_when_the_clock_is_set_back_and_follow_it_once_it_has_caught_up() {
        double before = clock.next();
        time = START.minusSeconds(3600);

        double next = clock.next();
        assertThat(next).isGreaterThan(before).isLessThan(before + 0.001);

        time = START.plusSeconds(10);
        assertThat(clock.next()).isEqualTo(before + 10);
    }

    @Test
    void a_time_is_written_with_all_its_digits_and_without_an_exponent() {
        double next = clock.next();

        assertThat(text(QueueClock.text(next))).isEqualTo("1795348800.25");
        double later = clock.next();
        assertThat(text(QueueClock.text(later))).doesNotContain("E");
        assertThat(Double.parseDouble(text(QueueClock.text(later)))).isEqualTo(later);
    }

    @Test
    void what_is_as_old_as_the_expiry_has_expired() {
        assertThat(text(clock.expired())).isEqualTo("1795348740.25");
        assertThat(text(clock.expiredMemberships())).isEqualTo("1795262400.25");
        assertThat(text(clock(Duration.ofDays(36500), Duration.ofDays(1)).expired()))
                .isEqualTo("0.0");
    }

    @Test
    void keys_live_for_whole_seconds_and_no_less_than_what_is_in_them() {
        QueueClock odd = clock(Duration.ofMillis(1500), Duration.ofMillis(1));

        assertThat(text(odd.queueLife())).isEqualTo("2");
        assertThat(text(odd.groupLife())).isEqualTo("1");
        assertThat(odd.isExpiredMembership(START.toEpochMilli() / 1000.0 - 0.5)).isFalse();
        assertThat(odd.isExpiredMembership(START.toEpochMilli() / 1000.0 - 1)).isTrue();
    }

    @Test
    void a_membership_is_renewed_before_a_third_of_its_life_has_passed_twice() {
        assertThat(Duration.ofNanos(clock.renewal())).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void a_message_expires_at_its_age_with_a_tenth_for_wrong_clocks_and_never_lives_longer_than_from_now() {
        double now = START.toEpochMilli() / 1000.0;

        assertThat(seconds(clock.expiresAt(now))).isEqualTo(60);
        assertThat(seconds(clock.expiresAt(now - 30))).isEqualTo(35);
        assertThat(seconds(clock.expiresAt(now + 1000))).isEqualTo(60);
        assertThat(clock.expiresAt(now - 64.9)).isPresent();
        assertThat(clock.expiresAt(now - 65)).isEmpty();
        assertThat(clock.expiresAt(Double.NEGATIVE_INFINITY)).isEmpty();
        assertThat(seconds(clock.expiresAt(Double.POSITIVE_INFINITY))).isEqualTo(60);
    }

    private long seconds(OptionalLong tick) {
        return Math.round((tick.orElseThrow() - ticker.nanos()) / 1e9);
    }
}
