package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.application.OverflowPolicy;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.runtime.ConnectionCounters;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.ConnectionCounters.Mark;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UnderAttackIT {

    private static final Queue<CloseReason> ENDS = new ConcurrentLinkedQueue<>();
    private static volatile CountDownLatch gate = new CountDownLatch(1);

    @WebSocketRoute("/ws/feed")
    @Groups("feed")
    static final class Feed extends WebSocketConsumer {
        @Handles("feed.item")
        void item(Message message) {
            send(message.getString("text"));
        }

        @Override
        protected void disconnect(CloseReason reason) {
            ENDS.add(reason);
        }
    }

    @WebSocketRoute("/ws/latest")
    @Groups("latest")
    @WebSocketOptions(overflow = OverflowPolicy.DROP_OLDEST, outboundMessages = 10)
    static final class Latest extends WebSocketConsumer {
        @Handles("feed.item")
        void item(Message message) {
            send(message.getString("text"));
        }
    }

    @WebSocketRoute("/ws/echo")
    static final class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }
    }

    @WebSocketRoute("/ws/blocking")
    static final class Blocking extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @WebSocketRoute("/ws/churn")
    @Groups("churn")
    static final class Churn extends WebSocketConsumer {
        @Override
        protected void connect() {
            joinGroup("churn.2");
            accept();
        }
    }

    @BeforeEach
    void forget() {
        ENDS.clear();
        gate = new CountDownLatch(1);
    }

    private static ChannelLayer layer(Server server) {
        return server.sockets().runtime().layers().layer("default");
    }

    private static ConnectionCounters counters(Server server) {
        return server.sockets().runtime().counters();
    }

    /** Waits long for what a machine does sooner or later under such loads. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private static void everyOutgoingFrameIsAccountedFor(Server server) {
        await().untilAsserted(() -> {
            long ends = counters(server).get(Kind.WRITTEN);
            for (Kind kind : Kind.values()) {
                ends += kind.name().startsWith("OUT_") ? counters(server).get(kind) : 0;
            }
            assertThat(ends).isEqualTo(counters(server).get(Kind.SENT));
        });
    }

    private static Message item(String text) {
        return Message.of("feed.item").with("text", text);
    }

    @Test
    void a_client_that_never_reads_is_closed_with_1013_and_the_others_hear_everything_in_order() throws Exception {
        String filling = " ".repeat(16_000);
        try (Server server = Server.with(Feed.class)
                        .param("channels.connection.outbound-bytes", "262144")
                        .start();
                RawSocket stuck = RawSocket.open(server, "/ws/feed")) {
            List<Client> readers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                readers.add(Client.open(server, "/ws/feed"));
            }
            await().until(() -> server.sockets().runtime().connections().size() == 101);

            int after = 20; // broadcasts that go on once the stuck client is gone
            for (int i = 0; i < 1_000 && after > 0; i++) {
                after -= ENDS.isEmpty() ? 0 : 1;
                layer(server).groupSend("feed", item(i + filling));
                for (Client reader : readers) {
                    assertThat(reader.next()).isEqualTo("text " + i + filling);
                }
            }

            await().until(() -> !ENDS.isEmpty());
            assertThat(ENDS).containsExactly(new CloseReason(1013, "client too slow", Cause.SLOW_CLIENT));
            await().until(() -> server.sockets().runtime().connections().size() == 100);
            assertThat(counters(server).get(Mark.OUTBOUND_BYTES)).isLessThanOrEqualTo(262_144);
            everyOutgoingFrameIsAccountedFor(server);
        }
    }

    @Test
    void two_hundred_consumers_that_block_leave_threads_for_http_and_for_other_consumers() throws Exception {
        try (Server server = Server.of(Blocking.class, Echo.class)) {
            List<Client> blocked = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                blocked.add(Client.open(server, "/ws/blocking"));
            }
            try {
                blocked.forEach(client -> client.send("block"));
                await().until(() -> counters(server).get(Kind.RECEIVED) == 200);

                HttpResponse<String> page = Client.get(server, "/nothing");
                assertThat(page.statusCode()).isEqualTo(404);
                Client other = Client.open(server, "/ws/echo");
                for (int i = 0; i < 20; i++) {
                    assertThat(other.send("still here").next()).isEqualTo("text still here");
                }
                assertThat(counters(server).get(Mark.ENGINE_THREADS)).isLessThanOrEqualTo(50);
            } finally {
                gate.countDown();
            }
            await().until(() -> counters(server).get(Kind.HANDLED) >= 220);
        }
    }

    @Test
    void frames_sent_far_faster_than_they_are_handled_stay_within_the_bounds() throws Exception {
        try (Server server = Server.of(Blocking.class);
                RawSocket flood = RawSocket.open(server, "/ws/blocking")) {
            byte[] frame = new byte[32 * 1024];
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 2_000; i++) {
                        flood.frame(0x81, frame);
                    }
                } catch (java.io.UncheckedIOException e) {
                    // the server has closed the socket, or the test has
                }
            });
            writer.start();
            await().until(() -> counters(server).get(Kind.RECEIVED) >= 1);

            assertThat(counters(server).get(Mark.INBOUND_BYTES)).isLessThanOrEqualTo(262_144);
            assertThat(counters(server).get(Mark.INBOUND_MESSAGES)).isLessThanOrEqualTo(32);
            gate.countDown();
            flood.reset();
            writer.join(TimeUnit.SECONDS.toMillis(20));
            await().until(() -> server.sockets().runtime().connections().isEmpty());
        }
    }

    @Test
    void every_connect_has_its_disconnect_and_no_group_outlives_its_member() {
        try (Server server = Server.of(Churn.class)) {
            for (int i = 0; i < 200; i++) {
                RawSocket raw = RawSocket.open(server, "/ws/churn");
                if (i % 2 == 0) {
                    raw.reset();
                } else {
                    raw.frame(0x88, new byte[] {3, (byte) 0xe8});
                }
            }
            await().until(() -> server.sockets().runtime().connections().isEmpty());
            layer(server).groupSend("churn", Message.of("any"));
            layer(server).groupSend("churn.2", Message.of("any"));

            assertThat(counters(server).get(Kind.HANDSHAKES)).isEqualTo(200);
            assertThat(counters(server).get(Kind.DISCONNECTED)).isEqualTo(200);
            LayerCounters layer = server.sockets().runtime().layers().counters("default");
            assertThat(layer.get(LayerCounters.Kind.DELIVERED)).isZero();
            assertThat(layer.get(LayerCounters.Kind.DROPPED_GONE)).isZero();
        }
    }

    @Test
    void at_full_speed_every_missing_message_is_accounted_for_to_the_unit() {
        int sockets = 20;
        int broadcasts = 5_000;
        try (Server server = Server.of(Latest.class)) {
            List<Client> readers = new ArrayList<>();
            for (int i = 0; i < sockets; i++) {
                readers.add(Client.open(server, "/ws/latest"));
            }
            await().until(() -> counters(server).get(Kind.OPENED) == sockets);
            for (int i = 0; i < broadcasts; i++) {
                layer(server).groupSend("latest", item(Integer.toString(i)));
            }

            everyOutgoingFrameIsAccountedFor(server);
            LayerCounters layer = server.sockets().runtime().layers().counters("default");
            assertThat(layer.get(LayerCounters.Kind.DELIVERED) + layer.get(LayerCounters.Kind.DROPPED_FULL))
                    .isEqualTo((long) sockets * broadcasts);
            assertThat(counters(server).get(Kind.LAYER_RECEIVED)).isEqualTo(layer.get(LayerCounters.Kind.DELIVERED));
            await().untilAsserted(() -> assertThat(counters(server).get(Kind.LAYER_HANDLED))
                    .isEqualTo(counters(server).get(Kind.LAYER_RECEIVED)));
            everyOutgoingFrameIsAccountedFor(server);
            long written = counters(server).get(Kind.WRITTEN);
            await().untilAsserted(() -> assertThat(
                            readers.stream().mapToLong(Client::waiting).sum())
                    .isEqualTo(written));
            for (Client reader : readers) {
                int last = -1;
                for (int left = (int) reader.waiting(); left > 0; left--) {
                    int number = Integer.parseInt(reader.next().substring("text ".length()));
                    assertThat(number).isGreaterThan(last);
                    last = number;
                }
            }
        }
    }
}
