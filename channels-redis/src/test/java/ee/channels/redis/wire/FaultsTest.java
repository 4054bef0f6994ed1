package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.CapturedLog;
import ee.channels.Ticker;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.redis.config.FormatOptions;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final LayerCounters counters = new LayerCounters();

    private Faults faults(String alias) {
        return new Faults(new LayerContext(alias, Ticker.system(), counters));
    }

    @Test
    void each_is_counted_and_the_first_of_a_kind_is_logged_for_each_layer() {
        try (CapturedLog log = new CapturedLog(Faults.class)) {
            Faults one = faults("one");
            Faults other = faults("other");
            for (int i = 0; i < 1000; i++) {
                one.report(new MalformedPayloadException(Fault.TRUNCATED));
                one.report(new MalformedPayloadException(Fault.NO_TYPE));
            }
            other.report(new MalformedPayloadException(Fault.TRUNCATED));

            assertThat(one.count(Fault.TRUNCATED)).isEqualTo(1000);
            assertThat(one.count(Fault.NO_TYPE)).isEqualTo(1000);
            assertThat(one.count(Fault.EXTENSION)).isZero();
            assertThat(other.count(Fault.TRUNCATED)).isEqualTo(1);
            assertThat(counters.get(Kind.MALFORMED)).isEqualTo(2001);
            assertThat(log.lines()).hasSize(3).allMatch(line -> line.startsWith("WARNING Channel layer \"o"));
            assertThat(log.lines().get(0)).contains("\"one\"", "it ends too early", "TRUNCATED");
            assertThat(log.lines().get(1)).contains("\"one\"", "it has no type", "NO_TYPE");
            assertThat(log.lines().get(2)).contains("\"other\"");
        }
    }

    @Test
    void they_are_outside_of_the_sum() {
        faults("one").report(new MalformedPayloadException(Fault.TRUNCATED));
        assertThat(counters.waiting()).isZero();
    }

    @Test
    void nothing_of_the_payload_is_logged() {
        String secret = "hunter2";
        PayloadFormat json = PayloadFormatTest.format(FormatOptions.Kind.JSON);
        try (CapturedLog log = new CapturedLog(Faults.class)) {
            Faults faults = faults("one");
            Stream.of(
                            "%s",
                            "{\"%s\":",
                            "{\"type\":\"%s ",
                            "{\"type\":\" %s\"}",
                            "{\"type\":\"x\",\"__asgi_channel__\":\" %s\"}")
                    .map(text -> text.formatted(secret).getBytes(StandardCharsets.UTF_8))
                    .forEach(payload -> {
                        try {
                            assertThat(json.decode(payload)).isNull();
                        } catch (MalformedPayloadException malformed) {
                            assertThat(malformed).hasMessageNotContaining(secret);
                            faults.report(malformed);
                        }
                    });
            assertThat(log.lines()).hasSize(3).noneMatch(line -> line.contains(secret));
        }
        assertThat(counters.get(Kind.MALFORMED)).isEqualTo(5);
    }

    @Test
    void every_kind_has_words_of_its_own() {
        assertThat(Stream.of(Fault.values()).map(Fault::text))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }
}
