package ee.channels.redis.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.message.Message;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in Redis is a message or a {@link MalformedPayloadException}, and every message comes back equal. */
class PayloadFuzzTest {
    private static final List<PayloadFormat> FORMATS = PayloadFormatTest.formats();

    private static Optional<Parcel> read(PayloadFormat format, byte[] payload) {
        try {
            return Optional.of(format.decode(payload));
        } catch (MalformedPayloadException refused) {
            return Optional.empty();
        }
    }

    @Property(tries = 500)
    void any_bytes_are_a_message_or_refused(@ForAll byte[] bytes) {
        FORMATS.forEach(format -> read(format, bytes));
        try {
            FORMATS.forEach(format -> read(format, QueueFrame.payload(bytes)));
        } catch (MalformedPayloadException refused) {
            assertThat(refused.fault()).isEqualTo(Fault.NO_FRAME);
        }
    }

    @Property
    void bytes_that_almost_are_msgpack_are_a_message_or_refused(@ForAll("almostMsgpack") byte[] bytes) {
        read(FORMATS.get(0), bytes);
    }

    @Property
    void text_that_almost_is_json_is_a_message_or_refused(@ForAll("almostJson") String text) {
        read(FORMATS.get(1), text.getBytes(UTF_8));
    }

    @Property(tries = 300)
    void a_message_with_one_byte_changed_or_cut_is_a_message_or_refused(
            @ForAll("messages") Message message, @ForAll int where, @ForAll byte change) {
        for (PayloadFormat format : FORMATS) {
            byte[] payload = format.encode(message, new Address.Many(List.of("a!b", "a!c")));
            int index = Math.floorMod(where, payload.length);
            payload[index] ^= change;
            read(format, payload);
            read(format, java.util.Arrays.copyOf(payload, index));
            read(format, java.util.Arrays.copyOf(payload, payload.length + 1));
        }
    }

    @Property(tries = 300)
    void a_message_comes_back_equal(@ForAll("messages") Message message) {
        for (PayloadFormat format : FORMATS) {
            assertThat(read(format, format.encode(message, Address.NONE))).contains(new Parcel(message, Address.NONE));
        }
    }

    @Property(tries = 50)
    void openings_without_end_are_refused(@ForAll("openings") String hex) {
        byte[] opening = HexFormat.of().parseHex(hex);
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(HexFormat.of().parseHex("82a474797065a178a161"));
        while (payload.size() < 1 << 16) {
            payload.writeBytes(opening);
        }
        assertThat(read(FORMATS.get(0), payload.toByteArray())).isEmpty();
    }

    @Provide
    Arbitrary<byte[]> almostMsgpack() {
        return Arbitraries.of(
                        "80",
                        "81",
                        "82",
                        "83",
                        "90",
                        "91",
                        "92",
                        "dc0001",
                        "dc0010",
                        "dd00000001",
                        "ddffffffff",
                        "de0001",
                        "df00000001",
                        "df7fffffff",
                        "a0",
                        "a161",
                        "a474797065",
                        "a178",
                        "d90161",
                        "da000161",
                        "db0000000161",
                        "dbffffffff",
                        "a1ff",
                        "a3eda080",
                        "c0",
                        "c1",
                        "c2",
                        "c3",
                        "c40161",
                        "c4ff",
                        "c67fffffff",
                        "00",
                        "7f",
                        "e0",
                        "ff",
                        "cc80",
                        "cdffff",
                        "ceffffffff",
                        "cfffffffffffffffff",
                        "d080",
                        "d3ffffffffffffffff",
                        "ca3fc00000",
                        "cb7ff8000000000000",
                        "d4010a",
                        "d6ff5f5e1000",
                        "c700ff",
                        "c9ffffffff01",
                        "b05f5f617367695f6368616e6e656c5f5f",
                        "a3612162",
                        "81a474797065a178",
                        "82a474797065a178a161")
                .list()
                .ofMaxSize(12)
                .map(tokens -> HexFormat.of().parseHex(String.join("", tokens)));
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"type\"",
                        "\"x\"",
                        "\"__asgi_channel__\"",
                        "\"a!b\"",
                        "1",
                        "-0",
                        "1e9",
                        "1e400",
                        "9223372036854775808",
                        "0.5",
                        "null",
                        "true",
                        "\"\\ud800\"",
                        "\"",
                        " ",
                        "\\",
                        "NaN",
                        "{\"type\":\"x\"",
                        "{\"type\":\"x\"}",
                        "{\"type\":\"x\",\"__asgi_channel__\":",
                        "}]}",
                        "\"a\":1,")
                .list()
                .ofMaxSize(12)
                .map(tokens -> String.join("", tokens));
    }

    @Provide
    Arbitrary<String> openings() {
        return Arbitraries.of(
                "91", "81a161", "9181a161", "dd00000001", "dc7fff", "ddffffffff", "8191", "df00007fff", "c7");
    }

    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                text().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast),
                Arbitraries.longs().between(-300, 300).map(Object.class::cast));
        Arbitrary<Object> lists = plain.list().ofMaxSize(20).map(Object.class::cast);
        Arbitrary<Object> maps = Arbitraries.maps(text(), Arbitraries.oneOf(plain, lists))
                .ofMaxSize(20)
                .map(Object.class::cast);
        return Combinators.combine(
                        Arbitraries.of("x", "chat.message", "a-b_c.9"),
                        Arbitraries.maps(
                                        text().filter(key -> !key.equals("type") && !key.equals("__asgi_channel__")),
                                        Arbitraries.oneOf(plain, lists, maps))
                                .ofMaxSize(8))
                .as((type, fields) -> Message.of(type, (Map<String, ?>) new LinkedHashMap<>(fields)));
    }

    /** Half a surrogate pair is no text in msgpack; what becomes of it is said elsewhere. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(text -> text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF));
    }
}
