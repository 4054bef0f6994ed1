package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.NoRouteException;
import ee.channels.layer.ChannelFullException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerCounters;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import ee.channels.testing.FakeClock;
import ee.channels.testing.ManualThreads;
import ee.channels.testing.RecordingTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    /** Writes down its events; what it does with connect, text and messages is the test's. */
    private static final class Recorder implements Handler {
        private final Link link;
        private final Consumer<Link> connect;
        private final BiConsumer<Link, String> text;
        private final List<String> events = new ArrayList<>();
        private final List<CloseReason> ends = new ArrayList<>();

        private Recorder(Link link, Consumer<Link> connect, BiConsumer<Link, String> text) {
            this.link = link;
            this.connect = connect;
            this.text = text;
        }

        @Override
        public void connect() {
            events.add("connect");
            connect.accept(link);
        }

        @Override
        public void text(String received) {
            events.add("text " + received);
            text.accept(link, received);
        }

        @Override
        public void binary(ByteBuffer bytes) {
            events.add("binary " + bytes.remaining());
        }

        @Override
        public void message(Message message) {
            events.add("message " + message.type());
            text.accept(link, message.type());
        }

        @Override
        public void gap(Gap gap) {
            events.add("gap " + gap.groups());
        }

        @Override
        public void disconnect(CloseReason reason) {
            events.add("disconnect");
            ends.add(reason);
        }
    }

    private final FakeClock clock = new FakeClock();
    private final ManualThreads threads = new ManualThreads(clock);
    private final ChannelLayers layers =
            new ChannelLayers(List.of(LayerConfig.of("default", "memory:", Map.of("capacity", "3"))), clock);
    private final RecordingTransport socket = new RecordingTransport();
    private final List<Recorder> recorders = new ArrayList<>();
    private Consumer<Link> connect = link -> link.accept(Optional.empty(), Headers.empty());
    private BiConsumer<Link, String> text = (link, received) -> {};
    private Runnable opening = () -> {};
    private final Application application = (scope, link) -> {
        opening.run();
        Recorder recorder = new Recorder(link, connect, text);
        recorders.add(recorder);
        return recorder;
    };
    private final ChannelsRuntime runtime = new ChannelsRuntime(
            application,
            layers,
            new RuntimeOptions(
                    ConnectionOptions.defaults().toBuilder()
                            .inboundMessages(2)
                            .inboundAge(Duration.ofMillis(10))
                            .outboundMessages(2)
                            .build(),
                    4,
                    1,
                    Duration.ZERO,
                    Duration.ZERO),
            threads,
            clock);

    @AfterEach
    void nothing_is_left() {
        for (Connection connection : runtime.connections()) {
            connection.gone(1000, "");
        }
        socket.resume();
        threads.runAll();
        assertThat(runtime.connections()).isEmpty();
        for (Recorder recorder : recorders) {
            if (recorder.events.contains("connect")) {
                assertThat(recorder.ends).as("disconnect runs exactly once").hasSize(1);
            }
        }
        layers.close();
    }

    private HandshakeAnswer handshake() {
        return runtime.handshake(Scope.builder("/").build());
    }

    private HandshakeAnswer.Denied denied() {
        return (HandshakeAnswer.Denied) handshake();
    }

    private Connection accepted() {
        return ((HandshakeAnswer.Accepted) handshake()).connection();
    }

    private Connection open() {
        Connection connection = accepted();
        connection.opened(socket);
        return connection;
    }

    private Recorder recorder() {
        return recorders.get(recorders.size() - 1);
    }

    private CloseReason end() {
        threads.runAll();
        assertThat(recorder().ends).hasSize(1);
        return recorder().ends.get(0);
    }

    private long count(Kind kind) {
        return runtime.counters().get(kind);
    }

    // ---- handshake

    @Test
    void connect_runs_before_the_answer() {
        HandshakeAnswer answer = handshake();

        assertThat(answer).isInstanceOf(HandshakeAnswer.Accepted.class);
        assertThat(recorder().events).containsExactly("connect");
    }

    @Test
    void accept_carries_sub_protocol_and_headers() {
        connect = link -> link.accept(Optional.of("chat"), Headers.of("X-A", "b"));

        HandshakeAnswer.Accepted answer = (HandshakeAnswer.Accepted) handshake();

        assertThat(answer.subprotocol()).contains("chat");
        assertThat(answer.headers().first("X-A")).contains("b");
    }

    @Test
    void deny_is_answered_with_its_status_and_disconnect_runs() {
        connect = link -> link.deny(401, Headers.of("WWW-Authenticate", "Basic"));

        HandshakeAnswer.Denied answer = denied();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().first("WWW-Authenticate")).contains("Basic");
        assertThat(end()).isEqualTo(new CloseReason(401, "", Cause.REFUSED));
    }

    @Test
    void close_before_accept_denies_with_403() {
        connect = link -> link.close(4000, "no");

        assertThat(denied().status()).isEqualTo(403);
        assertThat(end().cause()).isEqualTo(Cause.REFUSED);
    }

    @Test
    void neither_accepted_nor_denied_is_403() {
        connect = link -> {};

        assertThat(denied().status()).isEqualTo(403);
        assertThat(end().cause()).isEqualTo(Cause.REFUSED);
    }

    @Test
    void an_exception_in_connect_is_500_even_after_accept() {
        connect = link -> {
            link.accept(Optional.empty(), Headers.empty());
            link.send(Frame.text("never"));
            throw new IllegalStateException("on purpose");
        };

        assertThat(denied().status()).isEqualTo(500);
        assertThat(end()).isEqualTo(new CloseReason(500, "", Cause.ERROR));
        assertThat(count(Kind.HANDSHAKE_ERRORS)).isEqualTo(1);
        assertThat(count(Kind.OUT_DROPPED_ENDED)).isEqualTo(1);
    }

    @Test
    void an_error_in_connect_is_500_as_well() {
        connect = link -> {
            throw new NoClassDefFoundError("on purpose");
        };

        assertThat(denied().status()).isEqualTo(500);
    }

    @Test
    void an_application_that_cannot_make_a_handler_is_500() {
        ChannelsRuntime broken = new ChannelsRuntime(
                (scope, link) -> {
                    throw new IllegalStateException("on purpose");
                },
                layers,
                runtime.options(),
                threads,
                clock);

        assertThat(broken.handshake(Scope.builder("/").build()))
                .isEqualTo(new HandshakeAnswer.Denied(500, Headers.empty()));
        assertThat(broken.connections()).isEmpty();
    }

    @Test
    void a_path_without_a_route_is_the_callers_to_answer_and_leaves_nothing() {
        ChannelsRuntime empty = new ChannelsRuntime(
                (scope, link) -> {
                    throw new NoRouteException(scope.path());
                },
                layers,
                runtime.options(),
                threads,
                clock);

        assertThatThrownBy(() -> empty.handshake(Scope.builder("/x").build())).isInstanceOf(NoRouteException.class);
        assertThat(empty.connections()).isEmpty();
    }

    @Test
    void a_handshake_is_decided_once() {
        connect = link -> {
            link.accept(Optional.empty(), Headers.empty());
            link.deny(403, Headers.empty());
        };

        assertThat(denied().status()).isEqualTo(500);
    }

    @Test
    void a_status_that_does_not_refuse_is_an_error() {
        connect = link -> link.deny(200, Headers.empty());

        assertThat(denied().status()).isEqualTo(500);
    }

    @Test
    void nothing_can_be_sent_before_accept() {
        connect = link -> link.send(Frame.text("too early"));

        assertThat(denied().status()).isEqualTo(500);
    }

    @Test
    void too_many_handshakes_at_once_are_answered_with_503() {
        List<HandshakeAnswer> inner = new ArrayList<>();
        connect = link -> {
            inner.add(handshake());
            link.accept(Optional.empty(), Headers.empty());
        };

        handshake();

        assertThat(inner).containsExactly(new HandshakeAnswer.Denied(503, Headers.of("Retry-After", "1")));
        assertThat(count(Kind.OVERLOADED)).isEqualTo(1);
    }

    @Test
    void an_application_that_stops_answers_503() {
        runtime.stopAccepting();

        assertThat(denied().status()).isEqualTo(503);
    }

    @Test
    void a_handshake_that_was_under_way_when_the_application_stopped_is_answered_503() {
        opening = runtime::close;

        assertThat(denied().status()).isEqualTo(503);
        assertThat(runtime.connections()).isEmpty();
        assertThat(recorder().events).isEmpty();
    }

    @Test
    void limits_cannot_change_after_the_decision() {
        connect = link -> {
            link.accept(Optional.empty(), Headers.empty());
            link.configure(ConnectionOptions.defaults());
        };

        assertThat(denied().status()).isEqualTo(500);
    }

    // ---- between accept and open

    @Test
    void what_is_sent_in_connect_arrives_after_the_handshake_in_order() {
        connect = link -> {
            link.accept(Optional.empty(), Headers.empty());
            link.send(Frame.text("a"));
            link.send(Frame.text("b"));
        };
        Connection connection = accepted();
        assertThat(socket.frames()).isEmpty();

        connection.opened(socket);

        assertThat(socket.texts()).containsExactly("a", "b");
    }

    @Test
    void close_in_connect_after_accept_reaches_the_client_with_its_code() {
        connect = link -> {
            link.accept(Optional.empty(), Headers.empty());
            link.send(Frame.text("bye"));
            link.close(4001, "not today");
        };
        Connection connection = accepted();
        connection.opened(socket);
        threads.runAll();

        assertThat(socket.texts()).containsExactly("bye");
        assertThat(socket.closed()).contains(new RecordingTransport.Closed(4001, "not today"));
        assertThat(end()).isEqualTo(new CloseReason(4001, "not today", Cause.CONSUMER));
    }

    @Test
    void group_messages_that_come_before_the_open_are_held_and_bounded() {
        connect = link -> {
            link.join("room");
            link.accept(Optional.empty(), Headers.empty());
        };
        Connection connection = accepted();
        for (int i = 0; i < 5; i++) {
            layers.layer("default").groupSend("room", Message.of("m" + i));
        }
        threads.runAll();
        assertThat(recorder().events).containsExactly("connect");

        connection.opened(socket);
        threads.runAll();

        assertThat(recorder().events).containsExactly("connect", "message m0", "message m1", "message m2");
        assertThat(layers.counters("default").get(LayerCounters.Kind.DROPPED_FULL))
                .isEqualTo(2);
    }

    @Test
    void an_upgrade_that_fails_after_accept_ends_the_connection() {
        Connection connection = accepted();

        connection.upgradeFailed();

        assertThat(end().cause()).isEqualTo(Cause.UPGRADE_FAILED);
        assertThat(runtime.connections()).isEmpty();
    }

    @Test
    void the_open_time_out_begins_with_the_answer() {
        connect = link -> {
            link.accept(Optional.empty(), Headers.empty());
            threads.advance(Duration.ofSeconds(11));
        };
        Connection connection = accepted();

        threads.advance(Duration.ofSeconds(9));
        connection.opened(socket);

        assertThat(recorder().ends).isEmpty();
        assertThat(socket.closed()).isEmpty();
    }

    @Test
    void a_connection_whose_end_fails_does_not_keep_the_watchdog_from_the_others() {
        accepted().whenEnded(() -> {
            throw new IllegalStateException("on purpose");
        });
        threads.advance(Duration.ofSeconds(11));
        accepted();
        threads.advance(Duration.ofSeconds(11));

        assertThat(count(Kind.DISCONNECTED)).isEqualTo(2);
    }

    @Test
    void a_handshake_that_never_opens_ends_after_the_open_time_out() {
        accepted();
        threads.advance(Duration.ofSeconds(10));
        assertThat(recorder().ends).isEmpty();

        threads.advance(Duration.ofSeconds(1));

        assertThat(end().cause()).isEqualTo(Cause.UPGRADE_FAILED);
        assertThat(runtime.connections()).isEmpty();
    }

    @Test
    void a_session_that_ends_before_the_open_closes_the_socket_when_it_opens() {
        Connection connection = accepted();
        connection.sessionEnded();

        connection.opened(socket);
        threads.runAll();

        assertThat(socket.closed()).contains(new RecordingTransport.Closed(4401, "session ended"));
        assertThat(end().cause()).isEqualTo(Cause.SESSION_ENDED);
    }

    @Test
    void it_opens_once() {
        Connection connection = open();

        assertThatThrownBy(() -> connection.opened(socket)).isInstanceOf(IllegalStateException.class);
    }

    // ---- frames

    @Test
    void frames_run_on_the_engines_own_thread_when_nothing_waits() {
        Connection connection = open();

        connection.text("a");
        connection.binary(ByteBuffer.allocate(3));

        assertThat(threads.handlerTasks()).isZero();
        assertThat(recorder().events).containsExactly("connect", "text a", "binary 3");
    }

    @Test
    void frames_go_to_the_handler_threads_when_the_applications_share_of_the_engines_is_taken() {
        Connection outer = open();
        List<Connection> others = new ArrayList<>();
        text = (link, received) -> {
            if (others.size() < 3) {
                Connection next = open();
                others.add(next);
                next.text("inner");
            }
        };
        Connection nested = open();

        nested.text("first"); // 4 engine threads in all, of which one kind of handler may have 2

        assertThat(threads.handlerTasks()).isEqualTo(1);
        outer.gone(1000, "");
        threads.runAll();
        assertThat(recorders.stream().filter(recorder -> recorder.events.contains("text inner")))
                .hasSize(3);
    }

    @Test
    void a_client_that_sends_faster_than_it_is_handled_is_closed_with_1008() {
        List<Connection> self = new ArrayList<>();
        text = (link, received) -> {
            if (received.equals("first")) {
                for (int i = 0; i < 3; i++) {
                    self.get(0).text("more");
                }
            }
        };
        self.add(open());

        self.get(0).text("first");
        threads.runAll();

        assertThat(end()).isEqualTo(new CloseReason(1008, "too many messages", Cause.INBOUND_OVERFLOW));
        assertThat(count(Kind.IN_DROPPED_OVERFLOW)).isEqualTo(1);
        assertThat(count(Kind.IN_DROPPED_ENDED)).isEqualTo(2);
    }

    // ---- engines that read ahead

    /** What an engine was told. */
    private static final class RecordingInflow implements Inflow {
        private final List<String> told = new ArrayList<>();

        @Override
        public void pause() {
            told.add("pause");
        }

        @Override
        public void resume() {
            told.add("resume");
        }
    }

    private final RecordingInflow inflow = new RecordingInflow();

    private Connection openReadingAhead() {
        Connection connection = accepted();
        connection.opened(socket, inflow);
        return connection;
    }

    @Test
    void an_engine_that_reads_ahead_never_runs_a_handler() {
        Connection connection = openReadingAhead();

        connection.text("a");

        assertThat(recorder().events).containsExactly("connect");
        threads.runAll();
        assertThat(recorder().events).containsExactly("connect", "text a");
        assertThat(inflow.told).isEmpty();
    }

    @Test
    void an_engine_that_reads_ahead_pauses_at_the_bounds_until_no_frame_waits() {
        Connection connection = openReadingAhead();

        connection.text("a");
        assertThat(inflow.told).isEmpty();
        connection.text("b");
        assertThat(inflow.told).containsExactly("pause");
        connection.text("read before the pause");
        threads.runAll();

        assertThat(inflow.told).containsExactly("pause", "resume");
        assertThat(recorder().events).containsExactly("connect", "text a", "text b", "text read before the pause");
    }

    @Test
    void an_engine_pauses_at_the_bound_of_bytes_as_well() {
        Connection connection = openReadingAhead();

        connection.binary(ByteBuffer.allocate(connection.options().inboundBytes()));

        assertThat(inflow.told).containsExactly("pause");
    }

    @Test
    void a_large_message_that_was_on_its_way_at_the_pause_is_taken() {
        Connection connection = openReadingAhead();
        int large = 8 * connection.options().inboundBytes();

        connection.binary(ByteBuffer.allocate(large));
        connection.binary(ByteBuffer.allocate(large));
        threads.runAll();

        assertThat(recorder().events).containsExactly("connect", "binary " + large, "binary " + large);
    }

    @Test
    void an_engine_that_never_pauses_has_its_client_closed_with_1008_and_every_frame_is_counted() {
        Connection connection = openReadingAhead();

        for (int i = 0; i < 2_000; i++) {
            connection.text("x");
        }

        assertThat(end()).isEqualTo(new CloseReason(1008, "too many messages", Cause.INBOUND_OVERFLOW));
        assertThat(count(Kind.IN_DROPPED_OVERFLOW)).isEqualTo(1);
        assertThat(count(Kind.IN_DROPPED_ENDED)).isEqualTo(1_999);
    }

    @Test
    void an_engine_that_pauses_reads_on_at_the_end_so_that_it_sees_the_clients_close() {
        Connection connection = openReadingAhead();
        connection.text("a");
        connection.text("b");

        connection.sessionEnded();

        assertThat(inflow.told).containsExactly("pause", "resume");
    }

    @Test
    void a_client_that_is_pushed_back_is_not_taken_for_silent() {
        connect = link -> {
            link.configure(
                    link.options().toBuilder().inboundAge(Duration.ofDays(1)).build());
            link.accept(Optional.empty(), Headers.empty());
        };
        Connection connection = openReadingAhead();
        connection.text("a");
        connection.text("b");

        clock.advance(Duration.ofHours(1));
        connection.check(clock.nanos());
        assertThat(socket.pings()).isZero();
        threads.runAll();
        connection.check(clock.nanos());

        assertThat(socket.pings()).isZero();
        assertThat(recorder().ends).isEmpty();
    }

    @Test
    void frames_after_the_end_are_counted() {
        Connection connection = open();
        connection.gone(1000, "");

        connection.text("late");

        assertThat(count(Kind.IN_DROPPED_ENDED)).isEqualTo(1);
    }

    @Test
    void a_message_that_is_too_big_closes_with_1009() {
        Connection connection = open();

        connection.messageTooBig();

        assertThat(end().cause()).isEqualTo(Cause.MESSAGE_TOO_BIG);
        assertThat(socket.closed().orElseThrow().code()).isEqualTo(1009);
    }

    // ---- layer

    @Test
    void messages_to_the_channel_and_to_joined_groups_arrive_in_order() {
        connect = link -> {
            link.join("room");
            link.accept(Optional.empty(), Headers.empty());
        };
        Connection connection = open();

        layers.layer("default").send(connection.channelName(), Message.of("one"));
        layers.layer("default").groupSend("room", Message.of("two"));
        threads.runAll();

        assertThat(recorder().events).containsExactly("connect", "message one", "message two");
    }

    @Test
    void a_left_group_reaches_it_no_more() {
        Connection connection = open();
        connection.join("room");
        connection.leave("room");

        layers.layer("default").groupSend("room", Message.of("gone"));
        threads.runAll();

        assertThat(recorder().events).containsExactly("connect");
    }

    @Test
    void a_full_mailbox_refuses_a_direct_message() {
        Connection connection = open();
        String channel = connection.channelName();
        for (int i = 0; i < 3; i++) {
            layers.layer("default").send(channel, Message.of("m"));
        }

        assertThatThrownBy(() -> layers.layer("default").send(channel, Message.of("m")))
                .isInstanceOf(ChannelFullException.class);
    }

    @Test
    void a_message_that_expired_in_the_mailbox_is_not_handled() {
        Connection connection = open();
        layers.layer("default").send(connection.channelName(), Message.of("old"));
        clock.advance(Duration.ofSeconds(61));

        threads.runAll();

        assertThat(recorder().events).containsExactly("connect");
        assertThat(count(Kind.LAYER_DROPPED_EXPIRED)).isEqualTo(1);
    }

    @Test
    void no_group_outlives_its_member_by_whomever_it_was_joined() {
        Connection connection = open();
        connection.join("by-link");
        layers.layer("default").groupAdd("by-layer", connection.channelName());
        connection.gone(1006, "");
        threads.runAll();

        layers.layer("default").groupSend("by-link", Message.of("m"));
        layers.layer("default").groupSend("by-layer", Message.of("m"));

        assertThat(layers.counters("default").get(LayerCounters.Kind.DELIVERED)).isZero();
        assertThat(layers.counters("default").get(LayerCounters.Kind.DROPPED_FULL))
                .isZero();
        assertThat(layers.counters("default").get(LayerCounters.Kind.DROPPED_GONE))
                .isZero();
    }

    @Test
    void joining_after_the_end_has_no_effect() {
        Connection connection = open();
        connection.gone(1000, "");

        connection.join("room");
        layers.layer("default").groupSend("room", Message.of("m"));

        assertThat(layers.counters("default").get(LayerCounters.Kind.DELIVERED)).isZero();
    }

    @Test
    void an_illegal_group_name_is_refused() {
        Connection connection = open();

        assertThatThrownBy(() -> connection.join("no spaces")).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void a_gap_reaches_the_handler() {
        Connection connection = open();

        connection.gap(new Gap(Set.of("room")));
        threads.runAll();

        assertThat(recorder().events).containsExactly("connect", "gap [room]");
    }

    // ---- the end

    @Test
    void a_close_frame_of_the_client_ends_it_after_the_frames_before() {
        Connection connection = open();
        layers.layer("default").send(connection.channelName(), Message.of("m"));
        connection.text("bye");
        connection.gone(1000, "done");

        assertThat(end()).isEqualTo(new CloseReason(1000, "done", Cause.CLIENT));
        assertThat(recorder().events).endsWith("text bye", "disconnect");
        assertThat(count(Kind.LAYER_DROPPED_ENDED)).isEqualTo(1);
    }

    @Test
    void a_client_that_vanishes_is_lost() {
        Connection connection = open();

        connection.gone(1006, "");

        assertThat(end().cause()).isEqualTo(Cause.LOST);
    }

    @Test
    void a_client_that_no_write_reaches_is_lost_when_the_engine_stays_silent() {
        Connection connection = open();
        socket.stall();
        connection.send(Frame.text("into the void"));
        socket.complete(new IOException("reset"));

        threads.advance(Duration.ofSeconds(2));
        assertThat(recorder().events).doesNotContain("disconnect");
        threads.advance(Duration.ofMillis(250));

        assertThat(end()).isEqualTo(new CloseReason(1006, "", Cause.LOST));
        assertThat(socket.closed()).contains(new RecordingTransport.Closed(1001, "going away"));
        assertThat(runtime.connections()).isEmpty();
    }

    @Test
    void a_client_that_said_goodbye_before_a_write_failed_is_believed() {
        Connection connection = open();
        socket.stall();
        connection.send(Frame.text("into the void"));
        socket.complete(new IOException("reset"));
        threads.advance(Duration.ofSeconds(1));

        connection.gone(4000, "bye");
        threads.advance(Duration.ofSeconds(5));

        assertThat(end()).isEqualTo(new CloseReason(4000, "bye", Cause.CLIENT));
        assertThat(socket.closed()).isEmpty();
    }

    @Test
    void a_handler_that_throws_closes_with_1011_and_a_fixed_phrase() {
        text = (link, received) -> {
            link.send(Frame.text("before"));
            throw new IllegalStateException("secret");
        };
        Connection connection = open();

        connection.text("x");

        assertThat(end().cause()).isEqualTo(Cause.ERROR);
        assertThat(socket.texts()).containsExactly("before");
        assertThat(socket.closed()).contains(new RecordingTransport.Closed(1011, "internal error"));
        assertThat(count(Kind.HANDLER_ERRORS)).isEqualTo(1);
    }

    @Test
    void a_disconnect_that_throws_is_no_second_end() {
        ChannelsRuntime other = new ChannelsRuntime(
                (scope, link) -> new Handler() {
                    @Override
                    public void connect() {
                        link.accept(Optional.empty(), Headers.empty());
                    }

                    @Override
                    public void text(String received) {}

                    @Override
                    public void binary(ByteBuffer bytes) {}

                    @Override
                    public void message(Message message) {}

                    @Override
                    public void gap(Gap gap) {}

                    @Override
                    public void disconnect(CloseReason reason) {
                        throw new IllegalStateException("on purpose");
                    }
                },
                layers,
                runtime.options(),
                threads,
                clock);
        Connection connection =
                ((HandshakeAnswer.Accepted) other.handshake(Scope.builder("/").build())).connection();
        connection.opened(socket);

        connection.gone(1000, "");
        threads.runAll();

        assertThat(other.connections()).isEmpty();
        assertThat(other.counters().get(Kind.DISCONNECTED)).isEqualTo(1);
    }

    @Test
    void a_close_of_the_consumers_comes_after_what_it_sent() {
        text = (link, received) -> {
            link.send(Frame.text("bye"));
            link.close(4000, "x".repeat(200));
            link.send(Frame.text("late"));
        };
        Connection connection = open();
        connection.text("go");

        assertThat(end().cause()).isEqualTo(Cause.CONSUMER);
        assertThat(socket.texts()).containsExactly("bye");
        assertThat(socket.closed().orElseThrow().phrase()).isEqualTo("x".repeat(123));
        assertThat(count(Kind.OUT_DROPPED_ENDED)).isEqualTo(1);
    }

    @Test
    void a_phrase_is_cut_at_a_characters_end() {
        Connection connection = open();

        connection.close(4000, "\uD83D\uDE00".repeat(40));

        end();
        assertThat(socket.closed().orElseThrow().phrase()).isEqualTo("\uD83D\uDE00".repeat(30));
    }

    @Test
    void a_code_that_may_not_be_sent_is_refused() {
        Connection connection = open();

        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
            assertThatThrownBy(() -> connection.close(code, ""))
                    .as("code " + code)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_kick_is_told_apart() {
        Connection connection = open();

        connection.kick(4000, "");

        assertThat(end().cause()).isEqualTo(Cause.KICKED);
    }

    @Test
    void whoever_ends_it_first_names_the_reason() {
        Connection connection = open();
        connection.sessionEnded();
        connection.gone(1008, "the engine was faster on the wire");

        assertThat(end()).isEqualTo(new CloseReason(4401, "session ended", Cause.SESSION_ENDED));
    }

    @Test
    void a_client_that_does_not_read_is_closed_with_1013_when_its_queue_is_full() {
        Connection connection = open();
        socket.stall();
        for (int i = 0; i < 4; i++) {
            connection.send(Frame.text("x"));
        }

        assertThat(end()).isEqualTo(new CloseReason(1013, "client too slow", Cause.SLOW_CLIENT));
        assertThat(socket.closed().orElseThrow().code()).isEqualTo(1013);
        assertThat(count(Kind.OUT_DROPPED_OVERFLOW)).isEqualTo(3);
    }

    @Test
    void the_watchdog_and_not_the_next_send_notices_a_stuck_write() {
        Connection connection = open();
        socket.stall();
        connection.send(Frame.text("x"));

        threads.advance(Duration.ofSeconds(21));

        assertThat(end().cause()).isEqualTo(Cause.SLOW_CLIENT);
    }

    @Test
    void a_farewell_that_cannot_get_through_ends_with_the_socket() {
        Connection connection = open();
        socket.stall();
        connection.send(Frame.text("x"));
        connection.close(4000, "");
        assertThat(end().cause()).isEqualTo(Cause.CONSUMER);
        assertThat(runtime.connections()).hasSize(1);

        threads.advance(Duration.ofSeconds(21));

        assertThat(socket.closed().orElseThrow().code()).isEqualTo(1013);
        assertThat(runtime.connections()).isEmpty();
    }

    @Test
    void a_silent_client_is_pinged_and_after_two_silent_rounds_closed() {
        open();
        threads.advance(Duration.ofSeconds(25));
        assertThat(socket.pings()).isEqualTo(1);
        threads.advance(Duration.ofSeconds(25));
        assertThat(socket.pings()).isEqualTo(2);
        assertThat(recorder().ends).isEmpty();

        threads.advance(Duration.ofSeconds(25));

        assertThat(end().cause()).isEqualTo(Cause.SILENT);
    }

    @Test
    void a_pong_or_a_frame_breaks_the_silence() {
        Connection connection = open();
        for (int i = 0; i < 10; i++) {
            threads.advance(Duration.ofSeconds(25));
            if (i % 2 == 0) {
                connection.pong();
            } else {
                connection.text("x");
            }
        }

        assertThat(recorder().ends).isEmpty();
        assertThat(socket.pings()).isEqualTo(10);
    }

    @Test
    void a_client_that_speaks_is_not_pinged() {
        Connection connection = open();
        for (int i = 0; i < 10; i++) {
            threads.advance(Duration.ofSeconds(20));
            connection.text("x");
        }

        assertThat(socket.pings()).isZero();
    }

    @Test
    void a_frame_that_waits_too_long_for_the_handler_ends_the_connection() {
        Connection connection = open();
        layers.layer("default").send(connection.channelName(), Message.of("first")); // ready, but no thread runs it
        connection.text("waits");

        clock.advance(Duration.ofMillis(11));
        connection.check(clock.nanos());

        assertThat(end().cause()).isEqualTo(Cause.INBOUND_OVERFLOW);
    }

    @Test
    void the_end_of_the_application_ends_every_connection_with_1001() {
        open();

        runtime.close();

        assertThat(end()).isEqualTo(new CloseReason(1001, "going away", Cause.SHUTDOWN));
        assertThat(socket.closed().orElseThrow().code()).isEqualTo(1001);
        assertThat(threads.isClosed()).isTrue();
    }

    @Test
    void who_waits_for_the_close_waits_for_the_opening_of_an_accepted_socket_too() throws InterruptedException {
        Connection connection = accepted();
        connection.sessionEnded();
        assertThat(connection.awaitClosed(Ticker.system().nanos())).isFalse();

        connection.opened(socket);
        threads.runAll();

        assertThat(socket.closed()).contains(new RecordingTransport.Closed(4401, "session ended"));
        assertThat(connection.awaitClosed(Ticker.system().nanos())).isTrue();
    }

    @Test
    void nobody_waits_for_the_close_of_a_socket_that_was_refused() throws InterruptedException {
        connect = link -> link.deny(403, Headers.empty());
        denied();

        Connection refused = runtime.connections().iterator().next();
        assertThat(refused.awaitClosed(Ticker.system().nanos())).isTrue();
    }

    @Test
    void the_end_of_the_application_does_not_wait_for_a_socket_that_is_not_open() {
        Connection connection = accepted();

        runtime.close();
        threads.runAll();
        assertThat(runtime.connections()).isEmpty();
        connection.opened(socket);

        assertThat(end().cause()).isEqualTo(Cause.SHUTDOWN);
        assertThat(socket.closed().orElseThrow().code()).isEqualTo(1001);
    }

    @Test
    void a_socket_that_opens_after_its_time_was_over_is_closed() {
        Connection connection = accepted();
        threads.advance(Duration.ofSeconds(11));
        assertThat(end().cause()).isEqualTo(Cause.UPGRADE_FAILED);

        connection.opened(socket);
        threads.runAll();

        assertThat(socket.closed().orElseThrow().code()).isEqualTo(1001);
        assertThat(socket.frames()).isEmpty();
    }

    @Test
    void ends_are_counted_by_cause_and_by_code() {
        open().gone(1000, "");
        Connection kicked = open();
        kicked.kick(4000, "");
        threads.runAll();
        connect = link -> link.deny(401, Headers.empty());
        denied();

        assertThat(runtime.counters().get(Cause.CLIENT)).isEqualTo(1);
        assertThat(runtime.counters().get(Cause.KICKED)).isEqualTo(1);
        assertThat(runtime.counters().codes()).isEqualTo(Map.of(1000, 1L, 4000, 1L, 401, 1L));
    }

    @Test
    void codes_from_the_wire_cannot_fill_the_memory() {
        for (int code = 3000; code < 3300; code++) {
            open().gone(code, "");
        }
        threads.runAll();

        assertThat(runtime.counters().codes()).hasSize(201).containsEntry(ConnectionCounters.OTHER_CODES, 100L);
    }

    @Test
    void many_connections_end_in_batches_spread_over_half_of_the_drain_time_out() {
        ChannelsRuntime big = new ChannelsRuntime(
                application,
                layers,
                new RuntimeOptions(ConnectionOptions.defaults(), 4, 1, Duration.ZERO, Duration.ofMillis(10)),
                new ManualThreads(clock),
                clock);
        for (int i = 0; i < 250; i++) {
            big.handshake(Scope.builder("/").build());
        }

        big.close();

        assertThat(big.counters().get(Cause.SHUTDOWN)).isEqualTo(100);
        recorders.clear();
    }

    @Test
    void every_incoming_frame_and_layer_message_is_handled_or_counted() {
        Connection connection = open();
        for (int i = 0; i < 3; i++) {
            layers.layer("default").send(connection.channelName(), Message.of("m"));
        }
        connection.text("waits");
        connection.sessionEnded();
        connection.text("late");
        threads.runAll();

        assertThat(count(Kind.RECEIVED)).isEqualTo(count(Kind.HANDLED) + count(Kind.IN_DROPPED_ENDED));
        assertThat(count(Kind.LAYER_RECEIVED)).isEqualTo(count(Kind.LAYER_HANDLED) + count(Kind.LAYER_DROPPED_ENDED));
        assertThat(count(Kind.IN_DROPPED_ENDED)).isEqualTo(2);
        assertThat(count(Kind.LAYER_DROPPED_ENDED)).isEqualTo(3);
    }
}
