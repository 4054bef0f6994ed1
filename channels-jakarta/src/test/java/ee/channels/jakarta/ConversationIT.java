package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.scope.Headers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes on over an open socket. */
final class ConversationIT {

    private static final Diary DIARY = new Diary();

    private Server server;

    @WebSocketRoute("/ws/echo")
    static final class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            if (text.equals("throw")) {
                throw new IllegalStateException("a secret");
            }
            if (text.startsWith("close ")) {
                close(Integer.parseInt(text.substring("close ".length())), "\uD83C".repeat(200));
            }
            send(text.equals("half a pair") ? "half \uD83C" : text);
        }

        @Override
        protected void receive(ByteBuffer bytes) {
            send(bytes);
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/compressed")
    @WebSocketOptions(compression = true)
    static final class Compressed extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
            send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @WebSocketRoute("/ws/brief")
    static final class Brief extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send("one");
            send("two");
            close(4001, "that is all");
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/negotiated")
    static final class Negotiated extends WebSocketConsumer {
        @Override
        protected void connect() {
            Headers headers = Headers.of("X-Shard", "7")
                    .with("X-Shard", "8")
                    .with("Set-Cookie", "a=b")
                    .with("Sec-WebSocket-Accept", "nonsense")
                    .with("Connection", "close");
            accept(
                    scope().subprotocols().stream()
                            .filter(offered -> offered.equals("chat.v2"))
                            .findFirst(),
                    headers);
        }
    }

    @BeforeEach
    void start() {
        DIARY.clear();
        server = Server.of(Echo.class, Compressed.class, Brief.class, Negotiated.class);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void text_and_bytes_come_back_and_a_close_is_told() {
        Client client = Client.open(server, "/ws/echo");

        assertThat(client.send("hello").next()).isEqualTo("text hello");
        assertThat(client.send("").next()).isEqualTo("text ");
        assertThat(client.send("ein Würfel 🎲").next()).isEqualTo("text ein Würfel 🎲");
        assertThat(client.send(new byte[] {1, 2, 3}).next()).isEqualTo("binary 3");
        assertThat(client.send(new byte[0]).next()).isEqualTo("binary 0");
        client.close(4321, "bye");

        assertThat(DIARY.next()).isEqualTo("disconnect 4321 CLIENT");
    }

    @Test
    void a_message_in_parts_is_one_message() {
        Client client = Client.open(server, "/ws/echo");

        client.part("one 🎲, ", false).part("", false).part("two 🎲", true);
        client.part(new byte[5], false).part(new byte[0], false).part(new byte[7], true);

        assertThat(client.next()).isEqualTo("text one 🎲, two 🎲");
        assertThat(client.next()).isEqualTo("binary 12");
    }

    @Test
    void a_message_of_the_greatest_size_passes() {
        Client client = Client.open(server, "/ws/echo");

        assertThat(client.send("x".repeat(65_536)).next()).hasSize("text ".length() + 65_536);
        assertThat(client.send("ü".repeat(32_768)).next()).hasSize("text ".length() + 32_768);
        assertThat(client.send("🎲".repeat(16_384)).next()).hasSize("text ".length() + 32_768);
        assertThat(client.send(new byte[65_536]).next()).isEqualTo("binary 65536");
        assertThat(client.part("x".repeat(65_535), false).part("x", true).next())
                .hasSize("text ".length() + 65_536);
        assertThat(client.part(new byte[65_535], false).part(new byte[1], true).next())
                .isEqualTo("binary 65536");
    }

    @Test
    void text_that_is_none_does_not_spoil_the_socket() {
        Client client = Client.open(server, "/ws/echo");

        assertThat(client.send("half a pair").next()).isEqualTo("text half \uFFFD");
        assertThat(client.send("and on").next()).isEqualTo("text and on");
    }

    @Test
    void a_text_that_is_too_big_closes_with_1009() {
        Client client = Client.open(server, "/ws/echo");

        client.send("ü".repeat(32_768) + "x");

        assertThat(client.next()).isEqualTo("close 1009 message too big");
        assertThat(DIARY.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void a_text_that_is_too_big_only_in_sum_closes_with_1009() {
        Client client = Client.open(server, "/ws/echo");

        client.part("x".repeat(40_000), false).part("x".repeat(25_537), true);

        assertThat(client.next()).isEqualTo("close 1009 message too big");
        assertThat(DIARY.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void bytes_that_are_too_many_close_with_1009() {
        Client client = Client.open(server, "/ws/echo");

        client.send(new byte[65_537]);

        assertThat(client.next()).isEqualTo("close 1009 message too big");
        assertThat(DIARY.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void bytes_that_are_too_many_only_in_sum_close_with_1009() {
        Client client = Client.open(server, "/ws/echo");

        client.part(new byte[40_000], false).part(new byte[25_537], true);

        assertThat(client.next()).isEqualTo("close 1009 message too big");
        assertThat(DIARY.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void a_size_that_is_only_announced_takes_no_memory() throws Exception {
        try (RawSocket raw = RawSocket.open(server, "/ws/echo")) {
            byte[] head = {(byte) 0x82, (byte) 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}; // 4 GiB of bytes to come
            raw.write(head).write(new byte[80_000]);

            assertThat(raw.next()).isEqualTo("88 1009 message too big");
        }
        assertThat(DIARY.next()).isEqualTo("disconnect 1009 MESSAGE_TOO_BIG");
    }

    @Test
    void every_code_that_may_be_sent_reaches_the_client_with_a_phrase_that_fits() throws Exception {
        for (int code : new int[] {1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999}) {
            try (RawSocket raw = RawSocket.open(server, "/ws/echo")) {
                raw.frame(0x81, ("close " + code).getBytes(StandardCharsets.UTF_8));

                assertThat(raw.next()).isEqualTo("88 " + code + " " + "\uFFFD".repeat(41));
            }
            assertThat(DIARY.next()).isEqualTo("disconnect " + code + " CONSUMER");
        }
    }

    @Test
    void a_handler_that_throws_closes_with_1011_and_tells_nothing() {
        Client client = Client.open(server, "/ws/echo");

        client.send("throw");

        assertThat(client.next()).isEqualTo("close 1011 internal error");
        assertThat(DIARY.next()).isEqualTo("disconnect 1011 ERROR");
    }

    @Test
    void a_client_that_vanishes_is_lost_once() throws Exception {
        RawSocket raw = RawSocket.open(server, "/ws/echo");
        raw.frame(0x81, "hello".getBytes(StandardCharsets.UTF_8));
        assertThat(raw.next()).isEqualTo("81 hello");

        raw.reset();

        assertThat(DIARY.next()).isEqualTo("disconnect 1006 LOST");
        try (RawSocket other = RawSocket.open(server, "/ws/echo")) {
            other.frame(0x88, new byte[] {0x03, (byte) 0xe8});
            assertThat(DIARY.next()).isEqualTo("disconnect 1000 CLIENT");
        }
        assertThat(DIARY.isEmpty()).isTrue();
    }

    @Test
    void a_client_that_goes_without_a_close_frame_is_lost() throws Exception {
        try (RawSocket raw = RawSocket.open(server, "/ws/echo")) {
            raw.close();
        }
        assertThat(DIARY.next()).isEqualTo("disconnect 1006 LOST");
    }

    @Test
    void a_ping_is_answered_and_invalid_utf_8_is_refused() throws Exception {
        try (RawSocket raw = RawSocket.open(server, "/ws/echo")) {
            raw.frame(0x89, "there?".getBytes(StandardCharsets.UTF_8));
            assertThat(raw.next()).isEqualTo("8a there?");
            raw.frame(0x81, new byte[] {(byte) 0xc3, 0x28});
            assertThat(raw.next()).startsWith("88 1007");
        }
        assertThat(DIARY.next()).startsWith("disconnect 1007");
    }

    @Test
    void what_is_sent_and_closed_in_connect_arrives_in_order() {
        Client client = Client.open(server, "/ws/brief");

        assertThat(client.next()).isEqualTo("text one");
        assertThat(client.next()).isEqualTo("text two");
        assertThat(client.next()).isEqualTo("close 4001 that is all");
        assertThat(DIARY.next()).isEqualTo("disconnect 4001 CONSUMER");
    }

    @Test
    void the_chosen_subprotocol_and_the_headers_reach_the_client() {
        String answer = RawSocket.answer(
                server,
                "GET /ws/negotiated",
                RawSocket.UPGRADE + RawSocket.KEY + RawSocket.VERSION,
                "Sec-WebSocket-Protocol: chat.v1, chat.v2\r\nSec-WebSocket-Protocol: , chat.v3,,b@d\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 101")
                .containsIgnoringCase("\r\nSec-WebSocket-Protocol: chat.v2\r\n")
                .contains("\r\nX-Shard: 7\r\n", "\r\nX-Shard: 8\r\n", "\r\nSet-Cookie: a=b\r\n")
                .doesNotContain("nonsense")
                .doesNotContain("close");
    }

    @Test
    void no_subprotocol_is_answered_where_none_is_chosen() {
        String answer = RawSocket.answer(
                server,
                "GET /ws/negotiated",
                RawSocket.UPGRADE + RawSocket.KEY + RawSocket.VERSION,
                "Sec-WebSocket-Protocol: chat.v1\r\n");

        assertThat(answer).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
        assertThat(Client.speaking(server, "/ws/negotiated", "chat.v2").subprotocol())
                .isEqualTo("chat.v2");
    }

    @Test
    void compression_is_off_unless_a_route_allows_it() {
        String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

        String plain =
                RawSocket.answer(server, "GET /ws/echo", RawSocket.UPGRADE + RawSocket.KEY + RawSocket.VERSION + offer);
        String compressed = RawSocket.answer(
                server, "GET /ws/compressed", RawSocket.UPGRADE + RawSocket.KEY + RawSocket.VERSION + offer);

        assertThat(plain).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
        assertThat(compressed)
                .startsWith("HTTP/1.1 101")
                .containsIgnoringCase("Sec-WebSocket-Extensions: permessage-deflate");
    }

    @Test
    void text_and_bytes_leave_a_compressed_socket() throws Exception {
        String offer = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n";
        try (RawSocket raw = RawSocket.open(server, "/ws/compressed", offer)) {
            raw.frame(0x81, "a".repeat(100).getBytes(StandardCharsets.UTF_8)); // clients need not compress

            assertThat(raw.next()).startsWith("c1 ");
            assertThat(raw.next()).startsWith("c2 ");
        }
    }

    @Test
    void http_goes_on_beside() throws Exception {
        HttpResponse<String> answer = Client.get(server, "/nothing");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Optional.of(answer.body())).isPresent();
    }
}
