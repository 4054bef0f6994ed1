package ee.channels.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.OverflowPolicy;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.JsonWebSocketConsumer;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Message;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.scope.Headers;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketCommunicatorTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ChannelLayers layers = new ChannelLayers(List.of(), Ticker.system());

    @AfterEach
    void closeLayers() {
        layers.close();
    }

    @Test
    void connect_text_bytes_and_json_go_round_and_disconnect_runs() {
        try (WebSocketCommunicator client = of(Echo.class).build()) {
            Handshake handshake = client.connect();
            assertThat(handshake).isEqualTo(new Handshake(true, 101, Optional.empty(), Headers.empty()));

            client.sendText("hello");
            assertThat(client.receiveText()).isEqualTo("hello");
            client.sendText("");
            assertThat(client.receiveText()).isEmpty();
            client.sendBytes(ByteBuffer.wrap("bytes".getBytes(UTF_8)));
            assertThat(client.receiveBytes()).isEqualTo(ByteBuffer.wrap("bytes".getBytes(UTF_8)));
            client.sendJson(Map.of("key", "value"));
            assertThat(client.receiveJson(Map.class)).isEqualTo(Map.of("key", "value"));
            client.receiveNothing();

            assertThat(client.disconnect(1001)).isEqualTo(new CloseReason(1001, "", CloseReason.Cause.CLIENT));
            assertThat(client.failure()).isEmpty();
        }
    }

    @Test
    void connect_again_gives_the_same_answer() {
        try (WebSocketCommunicator client = of(Echo.class).build()) {
            assertThat(client.connect()).isSameAs(client.connect());
        }
    }

    @Test
    void a_router_is_driven_as_a_consumer_is_and_no_route_is_404() {
        UrlRouter router = UrlRouter.of(
                Route.path("/testws/{message}/", ConsumerApplication.of(Parameter.class, new PlainConsumerFactory())));
        try (WebSocketCommunicator client = of(router).path("/testws/test/").connected()) {
            assertThat(client.receiveText()).isEqualTo("test");
        }
        try (WebSocketCommunicator lost = of(router).path("/elsewhere").build()) {
            assertThat(lost.connect().status()).isEqualTo(404);
            assertThat(lost.failure()).isEmpty();
        }
    }

    @Test
    void a_class_with_routes_is_found_at_them_alone() {
        try (WebSocketCommunicator client = of(Routed.class).path("/b/two").connected();
                WebSocketCommunicator lost = of(Routed.class).path("/c/two").build()) {
            assertThat(client.receiveText()).isEqualTo("two");
            assertThat(lost.connect().status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/user/?foo=bar, /user/, foo=bar",
        "/user/room+1%20caf%C3%A9, /user/room+1 café, ''",
        "/%E2%82%AC/?a=1&a=2&b=%26+x, /€/, a=1&a=2&b=%26+x",
    })
    void path_and_query_are_decoded_as_a_container_does(String written, String path, String query) {
        try (WebSocketCommunicator client = of(ScopeTeller.class).path(written).connected()) {
            assertThat(client.receiveText()).isEqualTo(path);
            assertThat(client.receiveText()).isEqualTo(query);
        }
    }

    @Test
    void query_parameters_headers_cookies_user_and_path_parameters_are_in_the_scope() {
        try (WebSocketCommunicator client = of(EverythingTeller.class)
                .path("/x?a=1&a=2&b=%26+x&c")
                .header("X-One", "1")
                .cookie("theme", "dark")
                .user("ann", "admin")
                .pathParam("room", "lobby")
                .connected()) {
            assertThat(client.receiveText()).isEqualTo("[1, 2] [& x] []");
            assertThat(client.receiveText()).isEqualTo("1 dark ann true false lobby");
        }
    }

    @Test
    void a_chosen_subprotocol_and_headers_are_in_the_answer() {
        try (WebSocketCommunicator client =
                of(Choosy.class).subprotocols("v1", "v2").build()) {
            assertThat(client.connect())
                    .isEqualTo(new Handshake(true, 101, Optional.of("v2"), Headers.of("X-Answer", "42")));
        }
    }

    @Test
    void a_refusal_shows_status_and_headers_and_disconnect_has_run() {
        try (WebSocketCommunicator client = of(Refusing.class).build()) {
            assertThat(client.connect())
                    .isEqualTo(new Handshake(false, 401, Optional.empty(), Headers.of("WWW-Authenticate", "Basic")));
            assertThat(client.disconnected()).isEqualTo(new CloseReason(401, "", CloseReason.Cause.REFUSED));
            assertThatIllegalStateException()
                    .isThrownBy(() -> client.sendText("x"))
                    .withMessageContaining("connect()");
        }
    }

    @Test
    void connected_fails_with_the_status_and_the_cause_if_the_handshake_is_refused() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> of(Refusing.class).connected())
                .withMessageContaining("401");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> of(FailingConnect.class).connected())
                .withMessageContaining("500")
                .withRootCauseInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void exceptions_of_the_consumer_are_available_and_the_client_sees_1011() {
        try (WebSocketCommunicator client = of(Failing.class).connected()) {
            client.sendText("boom");
            assertThat(client.awaitFailure())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("boom");
            assertThat(client.receiveClose().code()).isEqualTo(1011);
            assertThat(client.disconnected().cause()).isEqualTo(CloseReason.Cause.ERROR);
            assertThat(client.failure()).isPresent();
        }
    }

    @Test
    void a_wrong_expectation_says_what_was_expected_and_what_came_and_loses_nothing() {
        try (WebSocketCommunicator client = of(Echo.class).connected()) {
            client.sendText("one");
            fails(client::receiveBytes, "Expected a binary message, but the text message \"one\" came");
            fails(client::receiveClose, "Expected the close frame, but the text message \"one\" came");
            fails(client::receiveNothing, "Expected nothing, but the text message \"one\" came");
            assertThat(client.receiveText()).isEqualTo("one");
            client.sendBytes(ByteBuffer.allocate(3));
            fails(client::receiveText, "Expected a text message, but a binary message of 3 bytes came");
            fails(() -> client.receiveJson(Map.class), "Expected a text message, but a binary message");
            client.receiveBytes();
            client.sendText("{");
            fails(() -> client.receiveJson(Map.class), "Expected JSON of a Map, but came: {");
        }
    }

    @Test
    void reading_after_the_server_has_closed_says_so() {
        try (WebSocketCommunicator client = of(Closing.class).connected()) {
            client.sendText("x");
            fails(client::receiveText, "Expected a text message, but the close frame 4007 \"test reason\" came");
            assertThat(client.receiveClose()).isEqualTo(new RecordingTransport.Closed(4007, "test reason"));
            assertThat(client.disconnected())
                    .isEqualTo(new CloseReason(4007, "test reason", CloseReason.Cause.CONSUMER));
        }
    }

    @Test
    void a_failed_expectation_has_the_consumers_exception_as_its_cause() {
        try (WebSocketCommunicator client = of(Failing.class).connected()) {
            client.sendText("boom");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(client::receiveText)
                    .withMessage("Expected a text message, but the close frame 1011 \"internal error\" came")
                    .withCauseInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void a_time_out_leaves_the_communicator_usable() {
        try (WebSocketCommunicator client = of(Echo.class).connected()) {
            client.deadline(SHORT);
            fails(client::receiveText, "Expected a text message within 50 ms, but nothing came");
            fails(client::receiveClose, "Expected the close frame within 50 ms, but nothing came");
            fails(client::awaitFailure, "Expected an exception of the application within 50 ms");
            fails(client::disconnected, "Expected the end of the connection within 50 ms");
            client.deadline(LONG);
            client.sendText("still here");
            assertThat(client.receiveText()).isEqualTo("still here");
            assertThat(client.disconnect().code()).isEqualTo(1000);
        }
    }

    @Test
    void the_deadline_is_five_seconds_unless_told_otherwise() {
        try (WebSocketCommunicator client = WebSocketCommunicator.of(Echo.class).build()) {
            fails(client::awaitFailure, "Expected an exception of the application within 5 s");
        }
    }

    @Test
    void a_handler_that_blocks_holds_up_no_test_longer_than_the_deadline() {
        CountDownLatch release = new CountDownLatch(1);
        Blocking.latch = release;
        try (WebSocketCommunicator client = of(Blocking.class).build().deadline(SHORT)) {
            fails(client::connect, "Expected an answer to the handshake within 50 ms");
            release.countDown();
            assertThat(client.deadline(LONG).connect().accepted()).isTrue();
        }
    }

    @Test
    void messages_sent_in_connect_come_after_the_handshake_in_order() {
        try (WebSocketCommunicator client = of(Greeter.class).build()) {
            assertThat(client.connect().accepted()).isTrue();
            assertThat(client.receiveText()).isEqualTo("one");
            assertThat(client.receiveText()).isEqualTo("two");
        }
    }

    @Test
    void several_communicators_share_one_layer() {
        try (WebSocketCommunicator first = of(Broadcast.class).layers(layers).connected();
                WebSocketCommunicator second =
                        of(Broadcast.class).layers(layers).connected();
                WebSocketCommunicator apart = of(Broadcast.class).connected()) {
            first.sendText("to all");
            assertThat(first.receiveText()).isEqualTo("to all");
            assertThat(second.receiveText()).isEqualTo("to all");
            apart.receiveNothing();
        }
    }

    @Test
    void groups_of_the_annotation_are_left_at_the_end() {
        try (LayerReceiver member = LayerReceiver.of(layers).deadline(LONG).join("broadcast");
                WebSocketCommunicator client =
                        of(Broadcast.class).layers(layers).connected()) {
            ChannelLayer layer = layers.layer("default");
            layer.groupSend("broadcast", Message.of("broadcast.said").with("text", "hi"));
            assertThat(client.receiveText()).isEqualTo("hi");
            assertThat(member.receive().getString("text")).isEqualTo("hi");
            client.disconnect();
            layer.groupSend("broadcast", Message.of("broadcast.said").with("text", "late"));
            assertThat(member.receive().getString("text")).isEqualTo("late");
            client.receiveNothing();
        }
    }

    @Test
    void a_message_to_the_channel_name_reaches_the_one_connection() {
        try (WebSocketCommunicator client = of(Broadcast.class).layers(layers).connected();
                WebSocketCommunicator other = of(Broadcast.class).layers(layers).connected()) {
            layers.layer("default")
                    .send(client.channelName(), Message.of("websocket.send").with("text", "you"));
            assertThat(client.receiveText()).isEqualTo("you");
            other.receiveNothing();
        }
    }

    @Test
    void a_class_that_names_its_layer_lives_in_that_one() {
        try (ChannelLayers two = new ChannelLayers(
                        List.of(
                                LayerConfig.of("default", "memory:", Map.of()),
                                LayerConfig.of("orders", "memory:", Map.of())),
                        Ticker.system());
                WebSocketCommunicator client = of(OfOrders.class).layers(two).connected()) {
            two.layer("default")
                    .groupSend("broadcast", Message.of("broadcast.said").with("text", "no"));
            two.layer("orders")
                    .groupSend("broadcast", Message.of("broadcast.said").with("text", "yes"));
            assertThat(client.receiveText()).isEqualTo("yes");
            client.sendText("again");
            assertThat(client.receiveText()).isEqualTo("again");
        }
    }

    @Test
    void a_kick_is_told_apart_from_a_close() {
        try (WebSocketCommunicator client = of(Echo.class).connected()) {
            client.layers()
                    .layer("default")
                    .send(
                            client.channelName(),
                            Message.of("websocket.close").with("code", 4003).with("reason", "out"));
            assertThat(client.receiveClose()).isEqualTo(new RecordingTransport.Closed(4003, "out"));
            assertThat(client.disconnected()).isEqualTo(new CloseReason(4003, "out", CloseReason.Cause.KICKED));
        }
    }

    @Test
    void malformed_json_closes_with_1007_and_nothing_of_the_exception() {
        try (WebSocketCommunicator client = of(Lines.class).connected()) {
            client.sendJson(new Line("a"));
            assertThat(client.receiveJson(Line.class)).isEqualTo(new Line("a"));
            client.sendText("{\"text\":");
            assertThat(client.receiveClose()).isEqualTo(new RecordingTransport.Closed(1007, "malformed message"));
            assertThat(client.failure()).isEmpty();
        }
    }

    @Test
    void two_connections_with_sessions_of_their_own_do_not_mix() {
        TestSession ann = TestSession.alive();
        TestSession bob = TestSession.alive();
        ann.set("name", "ann");
        bob.set("name", "bob");
        try (WebSocketCommunicator first = of(SessionTeller.class).session(ann).connected();
                WebSocketCommunicator second =
                        of(SessionTeller.class).session(bob).connected()) {
            second.sendText("");
            first.sendText("");
            assertThat(first.receiveText()).isEqualTo("ann");
            assertThat(second.receiveText()).isEqualTo("bob");
        }
    }

    @Test
    void the_end_of_a_session_ends_all_its_connections_and_no_other() {
        TestSession session = TestSession.alive();
        try (WebSocketCommunicator tab =
                        of(SessionTeller.class).session(session).connected();
                WebSocketCommunicator otherTab =
                        of(SessionTeller.class).session(session).connected();
                WebSocketCommunicator stranger =
                        of(SessionTeller.class).session(TestSession.alive()).connected()) {
            session.invalidate();
            assertThat(tab.receiveClose().code()).isEqualTo(4401);
            assertThat(otherTab.receiveClose().code()).isEqualTo(4401);
            assertThat(tab.disconnected().cause()).isEqualTo(CloseReason.Cause.SESSION_ENDED);
            stranger.receiveNothing();
        }
    }

    @Test
    void a_client_that_vanishes_is_told_apart() {
        try (WebSocketCommunicator client = of(Echo.class).connected()) {
            assertThat(client.vanish()).isEqualTo(new CloseReason(1006, "", CloseReason.Cause.LOST));
        }
    }

    @Test
    void a_client_that_does_not_read_makes_the_server_queue_and_reads_on_later() {
        try (WebSocketCommunicator client = of(Echo.class).connected()) {
            client.stopReading();
            client.sendText("a");
            client.sendText("b");
            client.receiveNothing();
            client.readAgain();
            assertThat(client.receiveText()).isEqualTo("a");
            assertThat(client.receiveText()).isEqualTo("b");
        }
    }

    @Test
    void options_of_class_and_builder_apply() throws InterruptedException {
        CountDownLatch sent = new CountDownLatch(3);
        Newest.sent = sent;
        try (WebSocketCommunicator client = of(Newest.class)
                .options(ConnectionOptions.defaults().toBuilder()
                        .outboundMessages(1)
                        .build())
                .connected()) {
            client.stopReading();
            client.sendText("in flight");
            client.sendText("dropped");
            client.sendText("last");
            assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
            client.readAgain();
            assertThat(client.receiveText()).isEqualTo("in flight");
            assertThat(client.receiveText()).isEqualTo("last");
        }
    }

    @Test
    void a_client_that_does_not_read_answers_no_ping_and_is_given_up() {
        FakeClock clock = new FakeClock();
        try (WebSocketCommunicator client = of(Echo.class).ticker(clock).connected()) {
            client.stopReading();
            CloseReason reason = null;
            for (int i = 0; reason == null && i < 60; i++) {
                clock.advance(Duration.ofSeconds(26));
                reason = endWithin(client, Duration.ofMillis(400));
            }
            assertThat(reason).isEqualTo(new CloseReason(1001, "no answer", CloseReason.Cause.SILENT));
        }
    }

    @Test
    void a_client_that_reads_answers_pings() {
        FakeClock clock = new FakeClock();
        try (WebSocketCommunicator client = of(Echo.class).ticker(clock).connected()) {
            for (int i = 0; i < 8; i++) {
                clock.advance(Duration.ofSeconds(13));
                assertThat(endWithin(client, Duration.ofMillis(600))).isNull();
            }
        }
    }

    private static CloseReason endWithin(WebSocketCommunicator client, Duration time) {
        try {
            return client.deadline(time).disconnected();
        } catch (AssertionError notYet) {
            return null;
        } finally {
            client.deadline(LONG);
        }
    }

    @Test
    void close_ends_the_connection_and_leaves_no_thread() throws Exception {
        Thread[] before = threads();
        WebSocketCommunicator client = of(Echo.class).connected();
        client.sendText("x");
        client.receiveText();
        client.close();
        assertThat(client.disconnected().cause()).isEqualTo(CloseReason.Cause.SHUTDOWN);
        assertThat(client.receiveClose().code()).isEqualTo(1001);
        for (Thread thread : threads()) {
            if (thread.getName().startsWith("communicator") && !List.of(before).contains(thread)) {
                thread.join(LONG.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
        client.close();
    }

    /** Waits long for what must come, so that a busy machine fails no test. */
    private static WebSocketCommunicator.Builder of(Class<? extends WebSocketConsumer> type) {
        return WebSocketCommunicator.of(type).deadline(LONG);
    }

    private static WebSocketCommunicator.Builder of(Application application) {
        return WebSocketCommunicator.of(application).deadline(LONG);
    }

    private static Thread[] threads() {
        return Thread.getAllStackTraces().keySet().toArray(Thread[]::new);
    }

    private static void fails(Runnable expectation, String message) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(expectation::run)
                .withMessageStartingWith(message);
    }

    static class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }

        @Override
        protected void receive(ByteBuffer bytes) {
            send(bytes);
        }
    }

    static class Parameter extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send(scope().pathParam("message"));
        }
    }

    @WebSocketRoute({"/a/{message}", "/b/{message}"})
    static class Routed extends Parameter {}

    static class ScopeTeller extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send(scope().path());
            send(scope().queryString());
        }
    }

    static class EverythingTeller extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send(scope().queryAll("a") + " " + scope().queryAll("b") + " " + scope().queryAll("c"));
            send(String.join(
                    " ",
                    scope().headers().first("x-one").orElse("?"),
                    scope().cookie("theme").orElse("?"),
                    scope().user().map(Principal::getName).orElse("?"),
                    Boolean.toString(scope().isUserInRole("admin")),
                    Boolean.toString(scope().isUserInRole("root")),
                    scope().pathParam("room")));
        }
    }

    static class Choosy extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept(Optional.of("v2"), Headers.of("X-Answer", "42"));
        }
    }

    static class Refusing extends WebSocketConsumer {
        @Override
        protected void connect() {
            deny(401, Headers.of("WWW-Authenticate", "Basic"));
        }
    }

    static class FailingConnect extends WebSocketConsumer {
        @Override
        protected void connect() {
            throw new UnsupportedOperationException("connect");
        }
    }

    static class Failing extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            throw new UnsupportedOperationException(text);
        }
    }

    static class Closing extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            close(4007, "test reason");
        }
    }

    static class Blocking extends WebSocketConsumer {
        static CountDownLatch latch = new CountDownLatch(0);

        @Override
        protected void connect() {
            try {
                assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            accept();
        }
    }

    static class Greeter extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send("one");
            send("two");
        }
    }

    @Groups("broadcast")
    static class Broadcast extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            channelLayer().groupSend("broadcast", Message.of("broadcast.said").with("text", text));
        }

        @Handles
        void broadcastSaid(Message message) {
            send(message.getString("text"));
        }
    }

    @WebSocketOptions(channelLayer = "orders")
    static class OfOrders extends Broadcast {}

    public record Line(String text) {}

    static class Lines extends JsonWebSocketConsumer<Line> {
        @Override
        protected void receiveJson(Line line) {
            sendJson(line);
        }
    }

    static class SessionTeller extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send((String) scope().session().get("name").orElse("nobody"));
        }
    }

    @WebSocketOptions(overflow = OverflowPolicy.DROP_OLDEST)
    static class Newest extends WebSocketConsumer {
        static CountDownLatch sent = new CountDownLatch(0);

        @Override
        protected void receive(String text) {
            send(text);
            sent.countDown();
        }
    }
}
