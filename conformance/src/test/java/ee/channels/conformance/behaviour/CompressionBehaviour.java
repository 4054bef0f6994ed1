package ee.channels.conformance.behaviour;

import static ee.channels.conformance.client.RawClient.COMPRESSED;
import static ee.channels.conformance.client.RawClient.FIN;
import static ee.channels.conformance.client.RawClient.HANDSHAKE;
import static ee.channels.conformance.client.RawClient.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.RawClient;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Compression is what the route says, whatever client and engine would like. */
@Conformance
class CompressionBehaviour {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    private static final String AGREED = "Sec-WebSocket-Extensions: permessage-deflate";

    private static final String NONE_IN_LIBERTY =
            "The engine has no permessage-deflate: a route that allows it is served without.";

    private static final String NONE_IN_TYRUS =
            "Tyrus has no permessage-deflate on this server: a route that allows it is served without.";

    private static final String OFF_IN_WILDFLY =
            "The server itself has compression off, until the attribute per-message-deflate of its websockets setting"
                    + " is true: until then a route that allows it is served without.";

    @Test
    void compression_is_off_unless_the_route_allows_it(Site site) {
        try (RawClient raw = site.raw()) {
            assertThat(raw.request("GET", "/ws/echo", HANDSHAKE, OFFER))
                    .startsWith("HTTP/1.1 101")
                    .doesNotContainIgnoringCase("permessage-deflate");
            assertThat(raw.text("a".repeat(100)).next()).isEqualTo("81 " + "a".repeat(100));
        }
    }

    @Test
    @Differs(on = Container.WILDFLY, because = OFF_IN_WILDFLY)
    @Differs(on = Container.LIBERTY, because = NONE_IN_LIBERTY)
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = NONE_IN_TYRUS)
    void messages_survive_it_in_both_directions(Site site) {
        try (RawClient raw = site.raw()) {
            assertThat(offered(raw, site.page())).containsIgnoringCase(AGREED);
            raw.frame(FIN | COMPRESSED | TEXT, deflated("ein Würfel 🎲 ".repeat(100)));
            assertThat(raw.next()).isEqualTo(("c1 " + "ein Würfel 🎲 ".repeat(100)).strip());
            raw.text("a".repeat(1_000)); // a client need not compress
            assertThat(raw.next()).isEqualTo("c1 " + "a".repeat(1_000));
        }
    }

    @Test
    @Differs(on = Container.WILDFLY, because = OFF_IN_WILDFLY)
    @Differs(on = Container.LIBERTY, because = NONE_IN_LIBERTY)
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = NONE_IN_TYRUS)
    void the_limit_is_one_of_inflated_bytes(Site site) {
        Page page = site.page();
        try (RawClient raw = site.raw()) {
            assertThat(offered(raw, page)).containsIgnoringCase(AGREED);
            raw.frame(FIN | COMPRESSED | TEXT, deflated("a".repeat(10_000_000)));

            assertThat(raw.end()).isEqualTo(1009);
        }
        assertThat(page.next()).startsWith("disconnect 1009 ");
    }

    @Test
    void a_route_that_allows_it_is_served_whether_the_server_can_compress_or_not(Site site) {
        try (RawClient raw = site.raw()) {
            assertThat(offered(raw, site.page())).startsWith("HTTP/1.1 101");
            raw.text("a".repeat(1_000));
            assertThat(raw.next()).isIn("c1 " + "a".repeat(1_000), "81 " + "a".repeat(1_000));
        }
    }

    /** The answer of a route that allows compression to a client that offers it. */
    private static String offered(RawClient raw, Page page) {
        return raw.request("GET", page.on("/ws/compressed"), HANDSHAKE, OFFER);
    }

    private static byte[] deflated(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(UTF_8));
        byte[] deflated = new byte[100_000];
        int size = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(deflated, size - 4); // without what the flush has added
    }

    @Test
    void a_client_that_offers_nothing_gets_nothing(Site site) {
        try (RawClient raw = site.raw()) {
            assertThat(raw.request("GET", "/ws/compressed", HANDSHAKE))
                    .startsWith("HTTP/1.1 101")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
            assertThat(raw.text("a".repeat(100)).next()).isEqualTo("81 " + "a".repeat(100));
        }
    }
}
