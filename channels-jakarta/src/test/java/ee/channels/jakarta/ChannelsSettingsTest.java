package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.application.CloseReason;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.OverflowPolicy;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerCounters;
import ee.channels.runtime.ConnectionCounters;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChannelsSettingsTest {

    private static final Path DOCUMENT = Path.of("../docs/settings.md");
    private static final String CONNECTION = "channels.connection.";

    private static ChannelsSettings with(String... pairs) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return ChannelsSettings.of(given, 200);
    }

    private static ConnectionOptions connection(String key, String value) {
        return with(CONNECTION + key, value).runtime().connection();
    }

    @Test
    void nothing_needs_to_be_set() {
        ChannelsSettings settings = with();

        assertThat(settings.runtime().connection()).isEqualTo(ConnectionOptions.defaults());
        assertThat(settings.runtime().engineThreads()).isEqualTo(50);
        assertThat(settings.runtime().handshakeThreads()).isEqualTo(100);
        assertThat(settings.handlerThreads()).isEqualTo(64);
        assertThat(settings.virtualThreads()).isEqualTo(Runtime.version().feature() >= 24);
        assertThat(settings.requireTransactions()).isFalse();
        assertThat(settings.layers()).isEmpty();
        assertThat(settings.roles()).isEmpty();
    }

    @Test
    void every_setting_is_read() {
        ConnectionOptions expected = new ConnectionOptions(
                1,
                2,
                3,
                Duration.ofSeconds(4),
                5,
                6,
                Duration.ofMillis(7),
                OverflowPolicy.DROP_OLDEST,
                Duration.ofMinutes(8),
                Duration.ofHours(9),
                Duration.ZERO,
                1008,
                "other",
                true);

        ChannelsSettings settings = with(
                CONNECTION + "max-message-size",
                " 1 ",
                CONNECTION + "inbound-messages",
                "2",
                CONNECTION + "inbound-bytes",
                "3",
                CONNECTION + "inbound-age",
                "4",
                CONNECTION + "outbound-messages",
                "5",
                CONNECTION + "outbound-bytes",
                "6",
                CONNECTION + "outbound-age",
                "7ms",
                CONNECTION + "overflow",
                "drop-oldest",
                CONNECTION + "block-timeout",
                "8m",
                CONNECTION + "open-timeout",
                "9h",
                CONNECTION + "ping-interval",
                "0",
                CONNECTION + "session-end-code",
                "1008",
                CONNECTION + "channel-layer",
                "other",
                CONNECTION + "compression",
                "true",
                "channels.engine-threads",
                "10",
                "channels.handshake-threads",
                "11",
                "channels.handshake-patience",
                "12ms",
                "channels.drain-timeout",
                "13s",
                "channels.handler-threads",
                "14",
                "channels.writer-threads",
                "15",
                "channels.virtual-threads",
                "false",
                "channels.require-transactions",
                "true",
                "channels.roles",
                "admin, user",
                "channels.layer.other.url",
                "memory:",
                "channels.layer.with.dots.url",
                "memory:?capacity=5");

        assertThat(settings.runtime().connection()).isEqualTo(expected);
        assertThat(settings.runtime().engineThreads()).isEqualTo(10);
        assertThat(settings.runtime().handshakeThreads()).isEqualTo(11);
        assertThat(settings.runtime().handshakePatience()).isEqualTo(Duration.ofMillis(12));
        assertThat(settings.runtime().drainTimeout()).isEqualTo(Duration.ofSeconds(13));
        assertThat(settings.handlerThreads()).isEqualTo(14);
        assertThat(settings.writerThreads()).isEqualTo(15);
        assertThat(settings.virtualThreads()).isFalse();
        assertThat(settings.requireTransactions()).isTrue();
        assertThat(settings.roles()).containsExactly("admin", "user");
        assertThat(settings.layers()).extracting(LayerConfig::alias).containsExactlyInAnyOrder("other", "with.dots");
    }

    @Test
    void the_table_has_every_option_of_a_connection() {
        Stream<String> options = Stream.of(ConnectionOptions.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> CONNECTION + name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT));

        assertThat(ChannelsSettings.TABLE).extracting(Setting::key).containsAll(options.toList());
        assertThat(ChannelsSettings.TABLE).extracting(Setting::key).doesNotHaveDuplicates();
    }

    @Test
    void other_nodes_are_told_of_sessions_over_a_layer_that_reaches_them() {
        try (ChannelLayers memory = new ChannelLayers(List.of(), Ticker.system())) {
            assertThat(with().sessionLayer(memory)).isEmpty();
            assertThat(with("channels.session-layer", "default").sessionLayer(memory))
                    .isEmpty();
            assertThat(with("channels.session-layer", "none").sessionLayer(memory))
                    .isEmpty();
            assertThatThrownBy(() -> with("channels.session-layer", "other").sessionLayer(memory))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("other");
        }
    }

    @Test
    void the_default_of_each_setting_is_a_value_of_it_and_changes_nothing() {
        for (Setting setting : ChannelsSettings.TABLE) {
            if (!setting.fallback().isEmpty() && !setting.fallback().endsWith("server's")) {
                assertThat(with(setting.key(), setting.fallback()).runtime().connection())
                        .as(setting.key())
                        .isEqualTo(ConnectionOptions.defaults());
            }
        }
    }

    @Test
    void a_malformed_value_is_refused_by_name() {
        for (Setting setting : ChannelsSettings.TABLE) {
            if (!setting.key().endsWith("channel-layer")) {
                String malformed = setting.key().endsWith("roles") ? "a,,b" : "bad value,";
                assertThatThrownBy(() -> with(setting.key(), malformed))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessage(
                                setting.key() + " = \"" + malformed + "\" is refused; allowed: " + setting.allowed());
            }
        }
    }

    @Test
    void a_value_out_of_its_range_is_refused() {
        for (String key :
                List.of("max-message-size", "inbound-messages", "outbound-bytes", "inbound-age", "block-timeout")) {
            assertThatThrownBy(() -> connection(key, "0")).hasMessageStartingWith(CONNECTION + key + " = \"0\"");
        }
        for (String value : List.of("-1", "+1", "1e3", "1,000", "64k", "9999999999", "")) {
            assertThatThrownBy(() -> connection("inbound-messages", value)).isInstanceOf(ConfigurationException.class);
        }
        for (String value : List.of("-1s", "1.5s", "25h", "1w", "s", "")) {
            assertThatThrownBy(() -> connection("outbound-age", value)).isInstanceOf(ConfigurationException.class);
        }
        assertThatThrownBy(() -> connection("overflow", "DROP_OLDEST")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> connection("session-end-code", "1000")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> with("channels.handshake-patience", "61m")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> with("channels.origins", "*.example.com")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void virtual_threads_are_refused_where_there_are_none() {
        if (Runtime.version().feature() < 21) {
            assertThatThrownBy(() -> with("channels.virtual-threads", "true"))
                    .hasMessageStartingWith("channels.virtual-threads = \"true\" is refused");
        } else {
            assertThat(with("channels.virtual-threads", "true").virtualThreads())
                    .isTrue();
        }
    }

    @Test
    void an_unknown_name_is_refused_and_told_what_there_is() {
        assertThatThrownBy(() -> with("channels.conection.overflow", "close"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.conection.overflow")
                .hasMessageContaining("did you mean channels.connection.overflow?")
                .hasMessageContaining("channels.drain-timeout");
        assertThatThrownBy(() -> with("channels.layer.url", "memory:")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> with("channels.layer.a.", "memory:")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> with("channels.layer.other.capacity", "5"))
                .hasMessageStartingWith("channels.layer.other.url is missing");
    }

    @Test
    void the_default_layer_may_leave_its_url_out() {
        assertThat(with("channels.layer.default.capacity", "5").layers())
                .containsExactly(LayerConfig.of("default", "memory:", Map.of("capacity", "5")));
    }

    // ---- the document

    @Test
    void the_document_has_the_table_line_by_line() throws IOException {
        List<List<String>> documented =
                rows().filter(row -> row.get(0).startsWith("`channels.")).toList();
        List<List<String>> table = new ArrayList<>();
        for (Setting setting : ChannelsSettings.TABLE) {
            String allowed = setting.allowed().replace(Setting.TIMES, "");
            table.add(List.of("`" + setting.key() + "`", setting.fallback(), allowed));
        }

        assertThat(documented).extracting(row -> row.subList(0, 3)).containsExactlyElementsOf(table);
    }

    @Test
    void the_counters_of_the_document_exist() throws IOException {
        Set<String> counters =
                new HashSet<>(Set.of("session-cap", "address-cap")); // of ConnectionCaps, as JMX names them
        Stream.of(
                        ConnectionCounters.Kind.values(),
                        ConnectionCounters.Mark.values(),
                        CloseReason.Cause.values(),
                        LayerCounters.Kind.values())
                .flatMap(Stream::of)
                .forEach(counter -> counters.add(((Enum<?>) counter).name()));

        rows().filter(row -> row.size() == 5 && row.get(4).startsWith("`"))
                .flatMap(row -> Stream.of(row.get(4).split(", ")))
                .forEach(counter -> assertThat(counters).contains(counter.replace("`", "")));
    }

    @Test
    void the_document_has_the_options_of_the_layer_in_memory() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        boolean[] within = new boolean[1];
        rows().forEach(row -> {
            if (within[0] && row.get(0).startsWith("`")) {
                documented.put(row.get(0).replace("`", ""), row.get(1));
            }
            within[0] |= row.get(0).startsWith("option of `memory:`");
        });
        Map<String, String> defaults = new TreeMap<>(documented);
        defaults.values().removeIf(String::isEmpty);
        new ChannelLayers(List.of(LayerConfig.of("default", "memory:", defaults)), Ticker.system()).close();

        assertThatThrownBy(() -> new ChannelLayers(
                        List.of(LayerConfig.of("default", "memory:", Map.of("no-such-option", "1"))), Ticker.system()))
                .hasMessageEndingWith("memory: " + String.join(", ", new TreeSet<>(documented.keySet())));
    }

    private static Stream<List<String>> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> Stream.of(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .map(cells -> cells.subList(0, cells.size() - 1));
    }
}
