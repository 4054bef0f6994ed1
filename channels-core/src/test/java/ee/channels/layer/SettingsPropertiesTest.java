package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.scope.Headers;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a setting or a header is taken within its bounds, or refused by name. */
class SettingsPropertiesTest {

    private static void reads(Runnable reading) {
        try {
            reading.run();
        } catch (ConfigurationException refused) {
            assertThat(refused).hasMessageContaining("channels.layer.default.");
        }
    }

    @Property(tries = 500)
    void any_text_as_a_url_is_taken_or_refused(@ForAll String text, @ForAll("settings") String almost) {
        for (String url : new String[] {text, "memory:?" + text, "memory:?" + almost, "redis://u:p@h/?" + almost}) {
            reads(() -> {
                LayerConfig config = LayerConfig.of("default", url, Map.of());
                assertThat(config.toString()).doesNotContain("u:p");
                config.refuseUnknown();
            });
        }
    }

    @Property
    void any_number_or_time_is_within_its_bounds_or_refused(@ForAll("settings") String value) {
        LayerConfig config = LayerConfig.of("default", "memory:", Map.of("n", value, "capacity", value));
        reads(() -> assertThat(config.integer("n", 1, -5, 1000)).isBetween(-5, 1000));
        reads(() -> assertThat(config.duration("n", Duration.ZERO, Duration.ofSeconds(1), Duration.ofDays(1)))
                .isBetween(Duration.ofSeconds(1), Duration.ofDays(1)));
        reads(() -> config.bool("n", false));
        reads(() -> assertThat(config.capacities(1).of("a")).isBetween(1, 1_000_000));
    }

    @Property
    void any_capacities_are_within_their_bounds_or_refused(
            @ForAll("patterns") String patterns, @ForAll String text, @ForAll("settings") String channel) {
        for (String written : new String[] {patterns, text, text + "=5", "/" + text + "/=5"}) {
            reads(() -> assertThat(ChannelCapacities.parse("channels.layer.default.c", 7, written)
                            .of(channel))
                    .isBetween(1, 1_000_000));
        }
    }

    @Property(tries = 500)
    void any_header_is_kept_whole_or_refused(@ForAll String name, @ForAll String value) {
        try {
            Headers headers = Headers.of("X-One", value).with("x-one", "two");
            assertThat(headers.all("X-ONE")).containsExactly(value, "two");
            assertThat(value).doesNotContain("\r", "\n", "\0");
            assertThat(Headers.of(name, "1").first(name)).contains("1");
            assertThat(name).doesNotContain(":", " ", "\n").isNotEmpty();
        } catch (ChannelsException refused) {
            assertThat(refused).hasMessageContaining("header");
        }
    }

    @Provide
    Arbitrary<String> settings() {
        return Arbitraries.of(
                        "1",
                        "99999999999",
                        "999999999999",
                        "-",
                        "ms",
                        "s",
                        "d",
                        "h",
                        " ",
                        "=",
                        "&",
                        "%",
                        "%4",
                        "%ff",
                        "capacity",
                        "+",
                        "true",
                        "٣",
                        "e",
                        ".",
                        "0")
                .list()
                .ofMaxSize(5)
                .map(tokens -> String.join("", tokens));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                        "a", "*", "?", "[", "]", "!", "-", "^", "\\", "&&", "/", "(", ")", "{", "=", "=5", ",", "=0",
                        "z-a", "\\E", "\\Q", "=5,")
                .list()
                .ofMaxSize(8)
                .map(tokens -> String.join("", tokens));
    }
}
