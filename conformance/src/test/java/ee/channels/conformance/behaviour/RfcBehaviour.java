package ee.channels.conformance.behaviour;

import static ee.channels.conformance.client.RawClient.BINARY;
import static ee.channels.conformance.client.RawClient.CLOSE;
import static ee.channels.conformance.client.RawClient.CONTINUATION;
import static ee.channels.conformance.client.RawClient.FIN;
import static ee.channels.conformance.client.RawClient.PING;
import static ee.channels.conformance.client.RawClient.PONG;
import static ee.channels.conformance.client.RawClient.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.RawClient;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import ee.channels.conformance.suite.Quirk;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What RFC 6455 asks of a server whose client writes frames byte by byte, or wrong ones. A wrong frame fails the
 * connection (section 7.1.7): the consumer never hears of it, and is told once of the end.
 */
@Conformance
class RfcBehaviour {

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_CONSISTENT = 1007;

    @Test
    void a_ping_is_answered_with_its_payload_in_order(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            assertThat(raw.frame(FIN | PING).next()).isEqualTo("8a");
            assertThat(raw.frame(FIN | PING, "x".repeat(125).getBytes(UTF_8)).next())
                    .isEqualTo("8a " + "x".repeat(125));
            for (int i = 0; i < 10; i++) {
                raw.frame(FIN | PING, ("ping " + i).getBytes(UTF_8));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(raw.next()).isEqualTo("8a ping " + i);
            }
        }
    }

    @Test
    void a_pong_that_nobody_asked_for_is_ignored(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            raw.frame(FIN | PONG).frame(FIN | PONG, "unasked".getBytes(UTF_8));

            assertThat(raw.text("hello").next()).isEqualTo("81 hello");
        }
    }

    @Test
    void a_ping_between_fragments_is_answered_at_once(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            raw.frame(TEXT, "one ".getBytes(UTF_8)).frame(FIN | PING, "there?".getBytes(UTF_8));

            assertThat(raw.next()).isEqualTo("8a there?");
            raw.frame(CONTINUATION, "two ".getBytes(UTF_8)).frame(FIN | CONTINUATION, "three".getBytes(UTF_8));
            assertThat(raw.next()).isEqualTo("81 one two three");
        }
    }

    @Test
    void frames_may_come_byte_by_byte_and_many_at_once(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            for (byte single : RawClient.encoded(FIN | TEXT, "ein Würfel 🎲".getBytes(UTF_8))) {
                raw.write(single);
            }
            assertThat(raw.next()).isEqualTo("81 ein Würfel 🎲");
            byte[] frame = RawClient.encoded(FIN | TEXT, "many".getBytes(UTF_8));
            byte[] many = new byte[20 * frame.length];
            for (int i = 0; i < 20; i++) {
                System.arraycopy(frame, 0, many, i * frame.length, frame.length);
            }
            raw.write(many);
            for (int i = 0; i < 20; i++) {
                assertThat(raw.next()).isEqualTo("81 many");
            }
        }
    }

    @Test
    void each_way_to_write_a_length_is_read(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            for (int length : new int[] {0, 1, 125, 126, 127, 128, 65_535, 65_536}) {
                raw.frame(FIN | TEXT, "*".repeat(length).getBytes(UTF_8));
                assertThat(joined(raw)).isEqualTo("*".repeat(length));
            }
        }
    }

    /** A message, whatever its fragments. */
    private static String joined(RawClient raw) {
        StringBuilder text = new StringBuilder();
        boolean last = false;
        while (!last) {
            String frame = raw.next();
            last = frame.startsWith("8");
            assertThat(frame.substring(0, frame.length() > 1 ? 2 : 1)).isIn("81", "1", "1 ", "0", "0 ", "80");
            int space = frame.indexOf(' ');
            text.append(space < 0 ? "" : frame.substring(space + 1));
        }
        return text.toString();
    }

    @Test
    void characters_may_be_cut_by_fragments(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            byte[] bytes = "κόσμε 🎲".getBytes(UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                raw.frame((i == 0 ? TEXT : CONTINUATION) | (i == bytes.length - 1 ? FIN : 0), bytes[i]);
            }
            assertThat(raw.next()).isEqualTo("81 κόσμε 🎲");
        }
    }

    @Test
    void the_edges_of_unicode_pass(Site site) {
        try (RawClient raw = site.rawOpen("/ws/echo")) {
            for (String hex : List.of(
                    "00", "7f", "c280", "dfbf", "e0a080", "efbfbf", "ed9fbf", "ee8080", "f0908080", "f48fbfbf")) {
                byte[] edge = HexFormat.of().parseHex(hex);
                assertThat(raw.frame(FIN | TEXT, edge).next()).isEqualTo(("81 " + new String(edge, UTF_8)).strip());
            }
        }
    }

    @Test
    void text_that_is_not_utf_8_closes_with_1007(Site site) {
        for (String hex : List.of(
                "c328", // no continuation
                "80", // a continuation alone
                "c0af", // overlong
                "e080af", // overlong
                "f08080af", // overlong
                "eda080", // half of a surrogate pair
                "f4908080", // beyond the last character
                "ff",
                "cebae1bdb9cf83cebcceb5eda080656469746564",
                "e282")) { // cut off by the end
            fails(
                    site,
                    NOT_CONSISTENT,
                    raw -> raw.frame(FIN | TEXT, HexFormat.of().parseHex(hex)));
        }
    }

    @Test
    void text_that_is_not_utf_8_in_a_later_fragment_closes_with_1007(Site site) {
        fails(
                site,
                NOT_CONSISTENT,
                raw -> raw.frame(TEXT, "good ".getBytes(UTF_8)).frame(FIN | CONTINUATION, (byte) 0xce, (byte) 0x28));
        fails(
                site,
                NOT_CONSISTENT,
                raw -> raw.frame(TEXT, (byte) 0xe2, (byte) 0x82).frame(FIN | CONTINUATION));
    }

    @Test
    void reserved_bits_without_an_extension_fail(Site site) {
        for (int bit : new int[] {0x40, 0x20, 0x10}) {
            fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | bit | TEXT, "bad".getBytes(UTF_8)));
        }
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | 0x40 | PING));
    }

    @Test
    void opcodes_that_mean_nothing_fail(Site site) {
        for (int opcode : new int[] {0x3, 0x7, 0xb, 0xf}) {
            fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | opcode, "bad".getBytes(UTF_8)));
        }
    }

    @Test
    void control_frames_that_are_fragmented_or_too_long_fail(Site site) {
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(PING, "bad".getBytes(UTF_8)));
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | PING, new byte[126]));
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(PONG, "bad".getBytes(UTF_8)));
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | CLOSE, closing(1000, 124)));
    }

    @Test
    void fragments_out_of_order_fail(Site site) {
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | CONTINUATION, "nothing before".getBytes(UTF_8)));
        fails(
                site,
                PROTOCOL_ERROR,
                raw -> raw.frame(TEXT, "one".getBytes(UTF_8)).frame(FIN | TEXT, "another".getBytes(UTF_8)));
        fails(
                site,
                PROTOCOL_ERROR,
                raw -> raw.frame(BINARY, "one".getBytes(UTF_8)).frame(BINARY, "another".getBytes(UTF_8)));
    }

    @Test
    @Differs(
            on = Container.LIBERTY,
            because = "The engine takes it for the first fragment of a message, and waits for the last.")
    void a_first_fragment_that_continues_nothing_fails(Site site) {
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(CONTINUATION, "nothing before".getBytes(UTF_8)));
    }

    @Test
    @Quirk(
            of = Container.LIBERTY,
            is = "The engine sees it when four bytes have come behind the length, where the mask would be.")
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = "Tyrus reads a frame without a mask like any other; no setting makes it strict.")
    void a_frame_without_a_mask_fails(Site site) {
        fails(
                site,
                PROTOCOL_ERROR,
                raw -> raw.write((byte) (FIN | TEXT), (byte) 4, (byte) 'e', (byte) 'v', (byte) 'i', (byte) 'l'));
    }

    @Test
    @Differs(
            on = Container.WILDFLY,
            because =
                    "Undertow waits for the rest of a frame whose length has its highest bit set; the socket ends when"
                            + " the client goes, or answers no ping.")
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = "Tyrus closes with 1011 instead of 1002: it allocates the length before it looks at its sign.")
    @Differs(
            on = Container.LIBERTY,
            because = "The engine takes it for a length of 0, and the consumer hears of an empty message.")
    void a_length_that_is_negative_fails(Site site) {
        byte[] head = HexFormat.of().parseHex("82ffffffffffffffffff00000000");
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
            assertThat(raw.write(head).end()).isIn(PROTOCOL_ERROR, 1009, 1006);
        }
        assertThat(page.next()).startsWith("disconnect 1");
    }

    @Test
    void a_close_frame_without_a_code_is_answered(Site site) {
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
            assertThat(raw.frame(FIN | CLOSE).end()).isIn(1000, 1005);
        }
        assertThat(page.next()).isEqualTo("disconnect 1000 CLIENT");
    }

    @Test
    void the_longest_reason_fits(Site site) {
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
            assertThat(raw.frame(FIN | CLOSE, closing(1000, 123)).end()).isEqualTo(1000);
        }
        assertThat(page.next()).isEqualTo("disconnect 1000 CLIENT");
    }

    @Test
    void close_codes_that_may_not_be_sent_fail(Site site) {
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
            fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | CLOSE, closing(code, 0)));
        }
    }

    @Test
    @Differs(
            on = Container.LIBERTY,
            because =
                    "The engine answers such a close frame with nothing and leaves the socket open, until a ping is not answered.")
    void close_codes_beyond_all_ranges_fail(Site site) {
        for (int code : new int[] {5000, 65_535}) {
            fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | CLOSE, closing(code, 0)));
        }
    }

    @Test
    void a_close_frame_with_half_a_code_fails(Site site) {
        fails(site, PROTOCOL_ERROR, raw -> raw.frame(FIN | CLOSE, (byte) 3));
    }

    @Test
    void a_reason_that_is_not_utf_8_fails(Site site) {
        failsWithAny(
                site,
                List.of(NOT_CONSISTENT, PROTOCOL_ERROR), // the RFC names both
                raw -> raw.frame(FIN | CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xce, (byte) 0x28));
    }

    @Test
    void what_comes_behind_a_close_frame_is_not_heard(Site site) {
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
            byte[] close = RawClient.encoded(FIN | CLOSE, closing(1000, 0));
            byte[] text = RawClient.encoded(FIN | TEXT, "late".getBytes(UTF_8));
            byte[] both = new byte[close.length + text.length];
            System.arraycopy(close, 0, both, 0, close.length);
            System.arraycopy(text, 0, both, close.length, text.length);

            assertThat(raw.write(both).next()).isEqualTo("88 1000");
            assertThat(raw.next()).isEqualTo("end");
        }
        assertThat(page.next()).isEqualTo("disconnect 1000 CLIENT");
    }

    private static byte[] closing(int code, int reason) {
        byte[] payload = new byte[2 + reason];
        Arrays.fill(payload, (byte) '*');
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        return payload;
    }

    private interface Wrong {
        void write(RawClient raw);
    }

    private static void fails(Site site, int code, Wrong wrong) {
        failsWithAny(site, List.of(code), wrong);
    }

    /** An engine may also just end the connection (section 7.1.7). */
    private static void failsWithAny(Site site, List<Integer> codes, Wrong wrong) {
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
            wrong.write(raw);

            String heard = raw.next();
            assertThat(codes.stream().map(code -> "88 " + code).anyMatch(heard::startsWith) || heard.equals("end"))
                    .as(heard)
                    .isTrue();
        }
        String[] ended = page.next().split(" ");
        assertThat(Integer.parseInt(ended[1]))
                .isIn(Stream.concat(codes.stream(), Stream.of(1006)).toList());
        assertThat(ended[2]).isIn("LOST", "CLIENT");
    }
}
