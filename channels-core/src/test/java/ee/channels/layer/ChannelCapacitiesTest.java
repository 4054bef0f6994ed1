package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelCapacitiesTest {

    private static ChannelCapacities parse(String patterns) {
        return ChannelCapacities.parse("channels.layer.default.channel-capacity", 100, patterns);
    }

    @Test
    void the_example_of_the_documentation_reads_as_it_says() {
        ChannelCapacities capacities = parse("http.request=200, websocket.send*=20, /worker\\.[0-9]/=5");

        assertThat(capacities.of("http.request")).isEqualTo(200);
        assertThat(capacities.of("http.request.more")).isEqualTo(100);
        assertThat(capacities.of("httpxrequest")).isEqualTo(100);
        assertThat(capacities.of("websocket.send!abc")).isEqualTo(20);
        assertThat(capacities.of("my.websocket.send")).isEqualTo(100);
        assertThat(capacities.of("worker.7.and.more")).isEqualTo(5);
        assertThat(capacities.of("my.worker.7")).isEqualTo(100);
    }

    @Test
    void without_patterns_every_channel_has_the_default() {
        assertThat(parse("").of("any")).isEqualTo(100);
        assertThat(parse("  ").of("any")).isEqualTo(100);
        assertThat(parse("").uniform()).hasValue(100);
        assertThat(parse("jobs=5").uniform()).isEmpty();
    }

    @Test
    void the_first_pattern_that_matches_wins() {
        assertThat(parse("a*=1, ab=2").of("ab")).isEqualTo(1);
        assertThat(parse("ab=2, a*=1").of("ab")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "a?c, abc, true",
        "a?c, ac, false",
        "'a[bc]d', abd, true",
        "'a[bc]d', aed, false",
        "'a[!bc]d', aed, true",
        "'a[!bc]d', abd, false",
        "'a[0-9]', a7, true",
        "'a[0-9]', ax, false",
        "'a[^b]', 'ab', true",
        "'a[^b]', 'ac', false",
        "'a[', 'a[', true",
        "'a[]]', 'a]', true",
        "a.c, abc, false",
        "a+c, aac, false",
        "*, anything!at-all, true",
        "'(a|b)', a, false"
    })
    void a_glob_is_one_of_Python(String glob, String channel, boolean matches) {
        assertThat(parse(glob + "=7").of(channel)).isEqualTo(matches ? 7 : 100);
    }

    @Test
    void a_regular_expression_may_hold_commas_equals_signs_and_slashes() {
        ChannelCapacities capacities = parse("/a{1,2}(?=b)/=3,/c/d/=4, e=5");

        assertThat(capacities.of("aab")).isEqualTo(3);
        assertThat(capacities.of("aac")).isEqualTo(100);
        assertThat(capacities.of("c/d")).isEqualTo(4);
        assertThat(capacities.of("e")).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=5",
                "a=",
                "a=x",
                "a=0",
                "a=-1",
                "a=1.5",
                "a=9999999",
                "a=1,",
                ",a=1",
                "a=1,,b=2",
                "a=1=2",
                "//=5",
                "/a=5",
                "/a/",
                "/(/=5",
                "a,b=5",
                "'[b-a]=5"
            })
    void what_is_malformed_is_refused_by_its_setting(String patterns) {
        assertThatThrownBy(() -> parse(patterns))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.channel-capacity");
    }

    @Test
    void the_refusal_shows_the_entry_that_is_wrong_and_not_the_others() {
        assertThatThrownBy(() -> parse("fine=1, wrong=x, too=2"))
                .hasMessageContaining("\"wrong=x\"")
                .hasMessageNotContaining("fine");
    }

    @Test
    void a_default_below_one_is_a_fault_of_the_caller() {
        assertThatThrownBy(() -> ChannelCapacities.parse("key", 0, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void its_text_says_what_applies() {
        assertThat(parse("a*=1")).hasToString("capacity=100, \\Qa\\E.*=1");
    }
}
