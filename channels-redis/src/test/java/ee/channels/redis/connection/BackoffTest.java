package ee.channels.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration GREATEST = Duration.ofSeconds(1);

    private final Backoff backoff = new Backoff(LEAST, GREATEST);

    @Test
    void the_first_attempt_is_made_at_once() {
        assertThat(backoff.nanos()).isZero();
    }

    @Test
    void each_wait_is_up_to_double_the_one_before_until_the_greatest() {
        for (int i = 0; i < 1000; i++) {
            backoff.reset();
            assertThat(backoff.nanos()).isZero();
            for (int millis : new int[] {100, 200, 400, 800, 1000, 1000, 1000}) {
                long full = Duration.ofMillis(millis).toNanos();
                assertThat(backoff.nanos()).isBetween(full / 2, full);
            }
        }
    }

    @Test
    void the_waits_of_many_clients_are_spread_over_the_whole_half() {
        Set<Long> tenths = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Backoff client = new Backoff(LEAST, GREATEST);
            client.nanos();
            tenths.add((client.nanos() - 1) * 10 / LEAST.toNanos());
        }

        assertThat(tenths).containsExactlyInAnyOrder(5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void after_an_attempt_that_has_worked_it_begins_again() {
        for (int i = 0; i < 10; i++) {
            backoff.nanos();
        }

        backoff.reset();

        assertThat(backoff.nanos()).isZero();
        assertThat(backoff.nanos()).isBetween(LEAST.toNanos() / 2, LEAST.toNanos());
    }

    @Test
    void the_smallest_waits_are_no_error() {
        Backoff tiny = new Backoff(Duration.ofNanos(1), Duration.ofNanos(3));

        assertThat(tiny.nanos()).isZero();
        assertThat(tiny.nanos()).isOne();
        assertThat(tiny.nanos()).isBetween(1L, 2L);
        assertThat(tiny.nanos()).isBetween(2L, 3L);
    }
}
