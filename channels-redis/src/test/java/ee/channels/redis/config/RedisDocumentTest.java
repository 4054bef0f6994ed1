package ee.channels.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.layer.LayerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the table of docs/redis.md to the code: which options there are, their defaults, and what is allowed. */
class RedisDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/redis.md");
    private static final Pattern NUMBERS = Pattern.compile("([0-9,]+) to ([0-9,]+)(;.*)?");
    private static final Pattern TIMES = Pattern.compile("([0-9]+[a-z]+) to ([0-9]+[a-z]+)");
    private static final Pattern WORDS = Pattern.compile("[a-z]+(, [a-z]+)+");

    /** A row of the table. */
    record Option(String name, String schemes, String fallback, String allowed) {
        boolean isFor(String scheme) {
            return schemes.equals("all") || List.of(schemes.split(", ")).contains(scheme);
        }

        String url() {
            return RedisDocumentTest.url(isFor("redis") ? "redis" : schemes.split(", ")[0]);
        }
    }

    static List<Option> options() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith("| option | for |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| `"))
                .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList())
                .map(cells -> new Option(cells.get(1).replace("`", ""), cells.get(2), cells.get(3), cells.get(4)))
                .toList();
    }

    private static String url(String scheme) {
        return scheme + "://h" + (scheme.equals("redis-sentinel") ? "/m" : "");
    }

    private static RedisOptions read(String url, Map<String, String> options) {
        return RedisOptions.of(LayerConfig.of("default", url, options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "rediss", "redis-sentinel", "redis-cluster"})
    void the_document_has_every_option_and_no_other(String scheme) throws IOException {
        TreeSet<String> documented = new TreeSet<>();
        options().stream().filter(option -> option.isFor(scheme)).forEach(option -> documented.add(option.name()));
        LayerConfig config = LayerConfig.of("default", url(scheme), Map.of("no-such-option", "1"));
        assertThat(RedisOptions.of(config)).isNotNull();
        assertThatThrownBy(config::refuseUnknown).hasMessageEndingWith(": " + String.join(", ", documented));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "rediss", "redis-sentinel", "redis-cluster"})
    void the_defaults_are_those_of_the_document(String scheme) throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        options().stream()
                .filter(option -> option.isFor(scheme) && !option.fallback().isEmpty())
                .forEach(option -> defaults.put(option.name(), option.fallback()));
        assertThat(defaults).hasSizeGreaterThanOrEqualTo(20);
        // Capacities have no equality of their own.
        assertThat(read(url(scheme), defaults).toString())
                .isEqualTo(read(url(scheme), Map.of()).toString());
    }

    @ParameterizedTest
    @MethodSource("options")
    void what_the_document_allows_is_taken_and_what_lies_beyond_is_refused(Option option) {
        Matcher numbers = NUMBERS.matcher(option.allowed());
        Matcher times = TIMES.matcher(option.allowed());
        if (numbers.matches()) {
            long least = Long.parseLong(numbers.group(1).replace(",", ""));
            long greatest = Long.parseLong(numbers.group(2).replace(",", ""));
            takes(option, least);
            takes(option, greatest);
            refuses(option, least - 1);
            refuses(option, greatest + 1);
            refuses(option, "x");
            refuses(option, "");
        } else if (times.matches()) {
            takes(option, times.group(1));
            takes(option, times.group(2));
            refuses(option, "0");
            refuses(option, "3651d");
            refuses(option, "x");
            if (times.group(2).equals("10m")) {
                refuses(option, "601s");
            }
        } else if (WORDS.matcher(option.allowed()).matches()) {
            Stream.of(option.allowed().split(", ")).forEach(word -> takes(option, word));
            refuses(option, "neither");
            refuses(option, option.fallback().toUpperCase(java.util.Locale.ROOT));
        } else {
            // Texts, a file, patterns, and what depends on another option: each is tested by itself.
            assertThat(option.name())
                    .isIn(
                            "prefix",
                            "encryption-keys",
                            "user",
                            "password",
                            "sentinel-user",
                            "sentinel-password",
                            "tls-verify",
                            "truststore",
                            "truststore-password",
                            "channel-capacity",
                            "retry-max");
        }
    }

    private static Map<String, String> with(Option option, Object value) {
        return option.name().equals("retry-min")
                ? Map.of("retry-min", value.toString(), "retry-max", "10m")
                : Map.of(option.name(), value.toString());
    }

    private static void takes(Option option, Object value) {
        assertThat(read(option.url(), with(option, value))).isNotNull();
    }

    private static void refuses(Option option, Object value) {
        assertThatThrownBy(() -> read(option.url(), with(option, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channels.layer.default." + option.name() + " = \"" + value + "\"");
    }

    @Test
    void the_table_is_read() throws IOException {
        assertThat(options()).hasSizeGreaterThan(30);
    }
}
