package ee.channels.conformance.behaviour;

import static ee.channels.conformance.client.RawClient.BINARY;
import static ee.channels.conformance.client.RawClient.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.RawClient;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes on over an open socket, with clients that keep to the rules. */
@Conformance
class MessagesBehaviour {

    private static final int LIMIT = 65_536;
    private static final int VANISHING = 20;

    @Test
    void text_and_bytes_of_every_size_up_to_the_limit_come_back(Site site) {
        try (Client client = site.open("/ws/echo")) {
            for (int size : new int[] {0, 1, 125, 126, 8_192, 8_193, 65_535, LIMIT}) {
                assertThat(client.send("x".repeat(size)).next()).isEqualTo("text " + "x".repeat(size));
                assertThat(client.send(new byte[size]).next()).isEqualTo("binary " + size);
            }
            assertThat(client.send("ein Würfel 🎲").next()).isEqualTo("text ein Würfel 🎲");
        }
    }

    @Test
    void the_limit_is_one_of_bytes_not_of_characters(Site site) {
        try (Client client = site.open("/ws/echo")) {
            assertThat(client.send("ü".repeat(LIMIT / 2)).next()).isEqualTo("text " + "ü".repeat(LIMIT / 2));
            assertThat(client.send("🎲".repeat(LIMIT / 4)).next()).isEqualTo("text " + "🎲".repeat(LIMIT / 4));
            client.push("ü".repeat(LIMIT / 2) + "x");

            assertThat(client.next()).isEqualTo("close 1009 message too big");
        }
    }

    @Test
    void a_message_in_parts_is_one_message(Site site) {
        try (Client client = site.open("/ws/echo")) {
            client.part("one 🎲, ", false).part("", false).part("two 🎲", true);
            client.part(new byte[5], false).part(new byte[0], false).part(new byte[7], true);
            client.part("x".repeat(LIMIT - 1), false).part("x", true);

            assertThat(client.next()).isEqualTo("text one 🎲, two 🎲");
            assertThat(client.next()).isEqualTo("binary 12");
            assertThat(client.next()).isEqualTo("text " + "x".repeat(LIMIT));
        }
    }

    @Test
    void a_text_over_the_limit_closes_with_1009(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/echo"));

        client.push("x".repeat(LIMIT + 1));

        assertThat(client.next()).isEqualTo("close 1009 message too big");
        assertThat(page.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void bytes_over_the_limit_close_with_1009(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/echo"));

        client.push(new byte[LIMIT + 1]);

        assertThat(client.next()).isEqualTo("close 1009 message too big");
        assertThat(page.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void parts_that_are_over_the_limit_together_close_with_1009(Site site) {
        for (boolean text : new boolean[] {true, false}) {
            Page page = site.page();
            Client client = site.open(page.on("/ws/echo"));

            if (text) {
                client.part("x".repeat(40_000), false).push("x".repeat(25_537));
            } else {
                client.part(new byte[40_000], false).push(new byte[25_537]);
            }

            assertThat(client.next()).isEqualTo("close 1009 message too big");
            assertThat(page.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
        }
    }

    @Test
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because =
                    "Tyrus collects a whole frame before anybody hears of it: one over the limit closes with 1009 when"
                            + " all of it has come, one over the 4 MiB of its buffer with 1011 when those are full.")
    void a_frame_that_announces_more_than_the_limit_is_refused_before_it_has_come(Site site) {
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
            byte[] head = {(byte) (FIN | BINARY), (byte) 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}; // 4 GiB
            raw.write(head).offer(new byte[200_000]);

            // A connection that is closed while more comes, or lies there unread, is reset, which may overtake the
            // close frame.
            assertThat(raw.end()).isIn(1009, 1006);
        }
        assertThat(page.next()).startsWith("disconnect 1009 ");
    }

    @Test
    void text_with_half_a_character_in_it_leaves_as_text(Site site) {
        try (Client client = site.open("/ws/command")) {
            assertThat(client.send("half").next()).isEqualTo("text half \uFFFD");
            assertThat(client.send("and on").next()).isEqualTo("text what?");
        }
    }

    @Test
    void every_code_that_a_consumer_closes_with_reaches_the_client_behind_what_was_sent_before(Site site) {
        for (int code : new int[] {1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999}) {
            Page page = site.page();
            try (RawClient raw = site.rawOpen(page.on("/ws/command"))) {
                raw.text("close " + code + " für heute");

                assertThat(raw.next()).isEqualTo("81 bye");
                assertThat(raw.next()).isEqualTo("88 " + code + " für heute");
            }
            assertThat(page.next()).isEqualTo("disconnect " + code + " CONSUMER");
        }
    }

    @Test
    void a_reason_that_is_too_long_is_cut_to_what_fits_a_frame(Site site) {
        try (RawClient raw = site.rawOpen("/ws/command")) {
            raw.text("close 4000 " + "ü".repeat(200));

            assertThat(raw.next()).isEqualTo("81 bye");
            assertThat(raw.next()).isEqualTo("88 4000 " + "ü".repeat(61));
        }
    }

    @Test
    void every_code_that_a_client_closes_with_reaches_the_consumer(Site site) {
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            Page page = site.page();
            try (RawClient raw = site.rawOpen(page.on("/ws/echo"))) {
                raw.close(code, "bye");

                assertThat(raw.end()).as("answer to " + code).isEqualTo(code);
            }
            assertThat(page.next()).isEqualTo("disconnect " + code + " CLIENT");
        }
    }

    @Test
    void a_client_that_vanishes_is_lost_once(Site site) {
        Page page = site.page();
        RawClient raw = site.rawOpen(page.on("/ws/echo"));
        assertThat(raw.text("hello").next()).isEqualTo("81 hello");

        raw.reset();

        assertThat(page.next()).isEqualTo("disconnect 1006 LOST");
        Page other = site.page();
        try (RawClient silent = site.rawOpen(other.on("/ws/echo"))) {
            assertThat(silent.text("hello").next()).isEqualTo("81 hello");
        }
        assertThat(other.next()).isEqualTo("disconnect 1006 LOST");
        assertThat(page.isEmpty()).isTrue();
    }

    @Test
    void clients_that_vanish_right_after_the_handshake_are_each_lost_once(Site site) {
        for (boolean reset : new boolean[] {true, false}) {
            List<Page> pages = Stream.generate(site::page).limit(VANISHING).toList();
            for (Page page : pages) {
                RawClient raw = site.rawOpen(page.on("/ws/echo"));
                if (reset) {
                    raw.reset();
                } else {
                    raw.close();
                }
            }
            assertThat(pages).extracting(Page::next).containsOnly("disconnect 1006 LOST");
            assertThat(pages).allMatch(Page::isEmpty);
        }
    }

    @Test
    void a_handler_that_throws_closes_with_1011_and_tells_nothing(Site site) {
        Page page = site.page();
        Client client = site.open(page.on("/ws/command"));

        client.send("throw");

        assertThat(client.next()).isEqualTo("close 1011 internal error");
        assertThat(page.next()).isEqualTo("disconnect 1011 ERROR");
    }
}
