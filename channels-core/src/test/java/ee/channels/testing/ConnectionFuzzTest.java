package ee.channels.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.OverflowPolicy;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.JsonWebSocketConsumer;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.layer.ChannelFullException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.Connection;
import ee.channels.runtime.ConnectionCounters;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.scope.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every connection, whatever comes in whatever order. */
class ConnectionFuzzTest {

    private static final AtomicInteger CONNECTS = new AtomicInteger();
    private static final AtomicInteger DISCONNECTS = new AtomicInteger();

    private enum Step {
        FRAME,
        MALFORMED,
        BYTES,
        THROWS,
        CLOSES,
        BROADCAST,
        UNKNOWN_MESSAGE,
        KICK,
        STALL,
        COMPLETE,
        FAIL_WRITE,
        RESUME,
        RUN_HANDLER,
        RUN_ENGINE_CALL,
        TIME,
        LONG_TIME,
        PONG,
        SESSION_ENDS,
        TOO_BIG,
        CLIENT_CLOSES,
        VANISHES,
        SHUTDOWN
    }

    /** Echoes, and does what it is told. */
    @Groups("everyone")
    static final class Told extends JsonWebSocketConsumer<Map<String, Object>> {
        @Override
        protected void connect() {
            CONNECTS.incrementAndGet();
            accept();
            joinGroup("told");
        }

        @Override
        protected void receiveJson(Map<String, Object> value) {
            if (value.containsKey("throw")) {
                throw new IllegalStateException("as it was told");
            }
            if (value.containsKey("close")) {
                close(4000, "as it was told");
            }
            sendJson(value, "key");
        }

        @Handles
        void tell(Message message) {
            send(message.getString("text"));
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DISCONNECTS.incrementAndGet();
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(
                                3,
                                Arbitraries.of(
                                        Step.FRAME,
                                        Step.BROADCAST,
                                        Step.STALL,
                                        Step.COMPLETE,
                                        Step.RUN_HANDLER,
                                        Step.RUN_ENGINE_CALL,
                                        Step.RESUME,
                                        Step.TIME)),
                        Tuple.of(1, Arbitraries.of(Step.values())))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 1000)
    void whatever_comes_connect_has_its_disconnect_and_everything_is_counted(
            @ForAll("steps") List<Step> steps, @ForAll("policies") OverflowPolicy policy, @ForAll String text) {
        CONNECTS.set(0);
        DISCONNECTS.set(0);
        FakeClock clock = new FakeClock();
        ManualThreads threads = new ManualThreads(clock);
        try (ChannelLayers layers =
                new ChannelLayers(List.of(LayerConfig.of("default", "memory:", Map.of("capacity", "3"))), clock)) {
            ConnectionOptions options = ConnectionOptions.defaults().toBuilder()
                    .inboundMessages(2)
                    .inboundAge(Duration.ofMillis(1))
                    .outboundMessages(2)
                    .blockTimeout(Duration.ofMillis(1))
                    .overflow(policy)
                    .build();
            ChannelsRuntime runtime = new ChannelsRuntime(
                    ConsumerApplication.of(Told.class, new PlainConsumerFactory()),
                    layers,
                    new RuntimeOptions(options, 4, 1, Duration.ZERO, Duration.ZERO),
                    threads,
                    clock);
            RecordingTransport socket = new RecordingTransport();
            HandshakeAnswer answer = runtime.handshake(Scope.builder("/").build());
            Connection connection = ((HandshakeAnswer.Accepted) answer).connection();
            connection.opened(socket);
            for (Step step : steps) {
                play(step, text, connection, socket, threads, layers);
                everythingIsCounted(runtime.counters());
            }
            connection.gone(1006, "");
            socket.resume();
            threads.runAll();

            everythingIsCounted(runtime.counters());
            assertThat(waitingIn(runtime.counters())).isZero();
            assertThat(waitingOut(runtime.counters())).isZero();
            assertThat(CONNECTS).hasValue(1);
            assertThat(DISCONNECTS).hasValue(1);
            assertThat(runtime.connections()).isEmpty();
            assertThat(socket.mostInFlight()).isLessThanOrEqualTo(1);
            long addressed = layers.counters("default").get(LayerCounters.Kind.ADDRESSED);
            layers.layer("default").groupSend("told", Message.of("tell"));
            layers.layer("default").groupSend("everyone", Message.of("tell"));
            assertThat(layers.counters("default").get(LayerCounters.Kind.ADDRESSED))
                    .as("groups are empty")
                    .isEqualTo(addressed);
            runtime.close();
        }
    }

    @Provide
    Arbitrary<OverflowPolicy> policies() {
        return Arbitraries.of(OverflowPolicy.class);
    }

    private static void play(
            Step step,
            String text,
            Connection connection,
            RecordingTransport socket,
            ManualThreads threads,
            ChannelLayers layers) {
        switch (step) {
            case FRAME -> connection.text("{\"a\":1}");
            case MALFORMED -> connection.text(text);
            case BYTES -> connection.binary(ByteBuffer.allocate(3));
            case THROWS -> connection.text("{\"throw\":1}");
            case CLOSES -> connection.text("{\"close\":1}");
            case BROADCAST ->
                layers.layer("default").groupSend("told", Message.of("tell").with("text", text));
            case UNKNOWN_MESSAGE -> layers.layer("default").groupSend("everyone", Message.of("un.known"));
            case KICK -> {
                try {
                    layers.layer("default").send(connection.channelName(), Message.of("websocket.close"));
                } catch (ChannelFullException full) {
                    assertThat(full).hasMessageContaining("capacity");
                }
            }
            case STALL -> socket.stall();
            case COMPLETE -> socket.complete(null);
            case FAIL_WRITE -> socket.complete(new IOException("reset"));
            case RESUME -> socket.resume();
            case RUN_HANDLER -> threads.runHandler();
            case RUN_ENGINE_CALL -> threads.runEngineCall();
            case TIME -> threads.advance(Duration.ofMillis(250));
            case LONG_TIME -> threads.advance(Duration.ofSeconds(26));
            case PONG -> connection.pong();
            case SESSION_ENDS -> connection.sessionEnded();
            case TOO_BIG -> connection.messageTooBig();
            case CLIENT_CLOSES -> connection.gone(1000, text);
            case VANISHES -> connection.gone(1006, "");
            case SHUTDOWN -> connection.shutdown();
        }
    }

    private static void everythingIsCounted(ConnectionCounters counters) {
        assertThat(waitingIn(counters)).as("frames in").isBetween(0L, 3L);
        assertThat(waitingOut(counters)).as("frames out").isBetween(0L, 4L);
        assertThat(counters.get(Kind.LAYER_RECEIVED)
                        - counters.get(Kind.LAYER_HANDLED)
                        - sum(counters, "LAYER_DROPPED_"))
                .as("layer messages")
                .isBetween(0L, 3L);
    }

    private static long waitingIn(ConnectionCounters counters) {
        return counters.get(Kind.RECEIVED) - counters.get(Kind.HANDLED) - sum(counters, "IN_");
    }

    private static long waitingOut(ConnectionCounters counters) {
        return counters.get(Kind.SENT) - counters.get(Kind.WRITTEN) - sum(counters, "OUT_");
    }

    private static long sum(ConnectionCounters counters, String prefix) {
        long sum = 0;
        for (Kind kind : Kind.values()) {
            if (kind.name().startsWith(prefix)) {
                sum += counters.get(kind);
            }
        }
        return sum;
    }
}
