package ee.channels.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions.Builder;
import java.time.Duration;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.BiFunction;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConnectionOptionsTest {

    private static final long DAY = Duration.ofDays(1).toNanos();

    /** An option: how to set it, how to read it, and the least and most that it may be; durations in nanoseconds. */
    private record Option<T>(
            BiFunction<Builder, T, Builder> set, Function<ConnectionOptions, T> get, long least, long most) {}

    private static final Map<String, Option<Integer>> NUMBERS = Map.of(
            "max-message-size",
            new Option<>(Builder::maxMessageSize, ConnectionOptions::maxMessageSize, 1, 1 << 30),
            "inbound-messages",
            new Option<>(Builder::inboundMessages, ConnectionOptions::inboundMessages, 1, 1_000_000),
            "inbound-bytes",
            new Option<>(Builder::inboundBytes, ConnectionOptions::inboundBytes, 1, 1 << 30),
            "outbound-messages",
            new Option<>(Builder::outboundMessages, ConnectionOptions::outboundMessages, 1, 1_000_000),
            "outbound-bytes",
            new Option<>(Builder::outboundBytes, ConnectionOptions::outboundBytes, 1, 1 << 30));

    private static final Map<String, Option<Duration>> TIMES = Map.of(
            "inbound-age", new Option<>(Builder::inboundAge, ConnectionOptions::inboundAge, 1, DAY),
            "outbound-age", new Option<>(Builder::outboundAge, ConnectionOptions::outboundAge, 1, DAY),
            "block-timeout", new Option<>(Builder::blockTimeout, ConnectionOptions::blockTimeout, 1, DAY),
            "open-timeout", new Option<>(Builder::openTimeout, ConnectionOptions::openTimeout, 1, DAY),
            "ping-interval", new Option<>(Builder::pingInterval, ConnectionOptions::pingInterval, 0, DAY));

    @Provide
    Arbitrary<Duration> durations() {
        Arbitrary<Duration> any = Arbitraries.longs().map(Duration::ofSeconds);
        Arbitrary<Duration> near = Arbitraries.longs().between(-DAY, 2 * DAY).map(Duration::ofNanos);
        Arbitrary<Duration> edge = Arbitraries.of(0L, 1L, -1L, DAY, DAY + 1).map(Duration::ofNanos);
        return Arbitraries.oneOf(any, near, edge);
    }

    @Property(tries = 300)
    void every_number_is_taken_or_refused_by_name(@ForAll int value) {
        for (Entry<String, Option<Integer>> option : NUMBERS.entrySet()) {
            Option<Integer> of = option.getValue();
            takenOrRefused(option.getKey(), of, value, value >= of.least && value <= of.most);
        }
    }

    @Property(tries = 300)
    void every_duration_is_taken_or_refused_by_name(@ForAll @From("durations") Duration value) {
        for (Entry<String, Option<Duration>> option : TIMES.entrySet()) {
            Option<Duration> of = option.getValue();
            boolean fits =
                    value.compareTo(Duration.ofNanos(of.least)) >= 0 && value.compareTo(Duration.ofNanos(of.most)) <= 0;
            takenOrRefused(option.getKey(), of, value, fits);
        }
    }

    @Property(tries = 300)
    void every_code_for_the_end_of_the_session_is_taken_or_refused_by_name(@ForAll int anything) {
        Option<Integer> code = new Option<>(Builder::sessionEndCode, ConnectionOptions::sessionEndCode, 0, 0);
        for (int value :
                new int[] {anything, 1008, 1007, 1009, 2999, 3000, 4999, 5000, Math.floorMod(anything, 6_000)}) {
            takenOrRefused("session-end-code", code, value, value == 1008 || value / 1000 == 3 || value / 1000 == 4);
        }
    }

    private static <T> void takenOrRefused(String key, Option<T> option, T value, boolean fits) {
        Builder builder = option.set.apply(ConnectionOptions.defaults().toBuilder(), value);
        if (fits) {
            assertThat(option.get.apply(builder.build())).as(key).isEqualTo(value);
        } else {
            ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, builder::build);
            assertThat(refused).as(key + " = " + value).isNotNull();
            assertThat(refused.key()).isEqualTo(key);
            assertThat(refused).hasMessageContaining(value.toString());
        }
    }
}
