package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerConfigTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration NONE = Duration.ZERO;
    private static final Duration YEAR = Duration.ofDays(365);

    private static LayerConfig config(String url) {
        return LayerConfig.of("default", url, Map.of());
    }

    private static LayerConfig option(String key, String value) {
        return LayerConfig.of("default", "memory:", Map.of(key, value));
    }

    // ---- the URL

    @Test
    void a_URL_is_a_scheme_an_address_and_options() {
        LayerConfig config = config(" Redis://host:6379/0?prefix=app&capacity=7 ");

        assertThat(config.alias()).isEqualTo("default");
        assertThat(config.scheme()).isEqualTo("redis");
        assertThat(config.url()).isEqualTo("Redis://host:6379/0");
        assertThat(config.string("prefix", "asgi")).isEqualTo("app");
        assertThat(config.integer("capacity", 100, 1, 1000)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"memory:,memory", "'redis-sentinel://h1:1,h2:2/master/0',redis-sentinel", "rediss://[::1]:6379,rediss"})
    void schemes_of_all_kinds_are_read(String url, String scheme) {
        assertThat(config(url).scheme()).isEqualTo(scheme);
    }

    @Test
    void options_beside_the_URL_win_over_those_in_it() {
        LayerConfig config = LayerConfig.of("default", "memory:?capacity=1&expiry=5s", Map.of("capacity", "2"));

        assertThat(config.integer("capacity", 100, 1, 10)).isEqualTo(2);
        assertThat(config.duration("expiry", MINUTE, NONE, YEAR)).hasSeconds(5);
    }

    @Test
    void options_in_the_URL_are_percent_decoded_and_a_plus_stays_a_plus() {
        LayerConfig config = config("memory:?channel-capacity=a%26b=1&prefix=a+b%20c");

        assertThat(config.string("channel-capacity", "")).isEqualTo("a&b=1");
        assertThat(config.string("prefix", "")).isEqualTo("a+b c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "//host", "1redis:x", ":x"})
    void a_URL_without_a_scheme_is_refused_by_its_setting(String url) {
        assertThatThrownBy(() -> config(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.url")
                .hasMessageContaining("scheme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory:?capacity", "memory:?=3", "memory:?capacity=1&capacity=2", "memory:?a=%zz"})
    void a_malformed_query_is_refused_by_its_setting(String url) {
        assertThatThrownBy(() -> config(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä"})
    void an_alias_that_no_setting_could_name_is_refused(String alias) {
        assertThatThrownBy(() -> LayerConfig.of(alias, "memory:", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + alias + "\"");
    }

    // ---- options

    @Test
    void an_option_that_is_absent_is_its_default() {
        LayerConfig config = config("memory:");

        assertThat(config.integer("a", 5, 1, 10)).isEqualTo(5);
        assertThat(config.duration("b", MINUTE, NONE, YEAR)).isEqualTo(MINUTE);
        assertThat(config.bool("c", true)).isTrue();
        assertThat(config.choice("d", "x", "x", "y")).isEqualTo("x");
        assertThat(config.string("e")).isEmpty();
        assertThat(config.capacities(9).of("any")).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "x", "1.5", "", "99999999999999999999", "4294967297", "0x1"})
    void a_number_that_is_none_or_out_of_range_is_refused_by_name_value_and_range(String value) {
        assertThatThrownBy(() -> option("capacity", value).integer("capacity", 5, 1, 10))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("channels.layer.default.capacity = \"" + value
                        + "\" is refused; allowed: a whole number from 1 to 10");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "1d,P1D", "90,PT90S", "0,PT0S", "' 7s ',PT7S"})
    void a_length_of_time_is_a_number_with_a_unit_or_of_seconds(String value, Duration expected) {
        assertThat(option("expiry", value).duration("expiry", MINUTE, NONE, YEAR))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11s", "5 s", "1.5s", "-1s", "s", "5S", "5w", "PT5S", "999999999999d"})
    void a_length_of_time_that_is_none_or_out_of_range_is_refused_by_name_value_and_range(String value) {
        assertThatThrownBy(() -> option("expiry", value)
                        .duration("expiry", MINUTE, Duration.ofMillis(1), Duration.ofSeconds(10)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channels.layer.default.expiry = \"" + value
                        + "\" is refused; allowed: a length of time from 1ms to 10s");
    }

    @Test
    void a_choice_and_a_boolean_are_refused_with_what_is_allowed() {
        assertThatThrownBy(() -> option("mode", "x").choice("mode", "pubsub", "pubsub", "queue"))
                .hasMessage("channels.layer.default.mode = \"x\" is refused; allowed: pubsub, queue");
        assertThatThrownBy(() -> option("tls", "yes").bool("tls", false))
                .hasMessage("channels.layer.default.tls = \"yes\" is refused; allowed: true, false");
        assertThat(option("tls", "true").bool("tls", false)).isTrue();
        assertThat(option("mode", "queue").choice("mode", "pubsub", "pubsub", "queue"))
                .isEqualTo("queue");
    }

    @Test
    void capacities_are_read_from_both_options_and_refused_by_their_names() {
        LayerConfig config = LayerConfig.of("chat", "memory:?capacity=5", Map.of("channel-capacity", "a*=1"));

        assertThat(config.capacities(100).of("abc")).isEqualTo(1);
        assertThat(config.capacities(100).of("b")).isEqualTo(5);
        assertThatThrownBy(() -> option("capacity", "0").capacities(100))
                .hasMessageContaining("channels.layer.default.capacity");
        assertThatThrownBy(() -> option("channel-capacity", "a=0").capacities(100))
                .hasMessageContaining("channels.layer.default.channel-capacity");
    }

    @Test
    void an_option_that_nobody_took_is_refused_by_name_with_the_nearest_and_those_that_were() {
        LayerConfig config = LayerConfig.of("chat", "memory:?capacty=5", Map.of("expiry", "5"));
        config.integer("capacity", 1, 1, 1);
        config.duration("expiry", MINUTE, NONE, YEAR);

        assertThatThrownBy(config::refuseUnknown)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.chat.capacty is no setting; did you mean capacity?")
                .hasMessageContaining("capacity, expiry")
                .satisfies(refusal ->
                        assertThat(((ConfigurationException) refusal).key()).isEqualTo("channels.layer.chat.capacty"));
        config.string("capacty");
        config.refuseUnknown();
    }

    // ---- secrets

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:s3cret@host/0",
                "redis://:s3cret@host:1,host:2/0",
                "redis://:s3cret/with@slash@host/0",
                "redis:s3cret@host"
            })
    void the_user_info_of_a_URL_is_hidden(String url) {
        LayerConfig config = config(url + "?prefix=x");

        assertThat(config.url()).contains("s3cret");
        assertThat(List.of(config.redactedUrl(), config.toString()))
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain("s3cret")
                        .doesNotContain("user")
                        .contains("***@host"));
    }

    @Test
    void the_value_of_an_option_that_sounds_like_a_secret_is_hidden() {
        for (String key : List.of("password", "encryption-keys", "sentinel-password", "token", "client-secret")) {
            LayerConfig config = option(key, "s3cret");
            assertThat(config.toString()).doesNotContain("s3cret").contains(key + "=***");
            assertThatThrownBy(() -> config.integer(key, 1, 1, 1))
                    .hasMessageContaining(key)
                    .hasMessageNotContaining("s3cret");
            LayerConfig untaken = option(key, "s3cret");
            assertThatThrownBy(untaken::refuseUnknown).hasMessageContaining(key).hasMessageNotContaining("s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:s3c?ret@host/0",
                "redis://:s3c?ret=x&y=z@host/0",
                "s3cret@host:6379",
                "//:s3cret@host",
                "redis://h?x=%zzs3cret"
            })
    void a_URL_that_cannot_be_read_is_refused_without_being_shown(String url) {
        assertThatThrownBy(() -> config(url).refuseUnknown())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("s3c")
                .hasMessageNotContaining("ret@");
    }

    // ---- equality

    @Test
    void configurations_are_equal_by_alias_URL_and_options_wherever_these_came_from() {
        LayerConfig one = LayerConfig.of("default", "memory:?capacity=5", Map.of());
        LayerConfig same = LayerConfig.of("default", "memory:", Map.of("capacity", "5"));
        one.integer("capacity", 1, 1, 10);

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(config("memory:"));
        assertThat(one).isNotEqualTo(LayerConfig.of("chat", "memory:?capacity=5", Map.of()));
        assertThat(one).isNotEqualTo(config("redis:?capacity=5"));
        assertThat(one.toString()).isEqualTo("default = memory:?capacity=5");
    }
}
