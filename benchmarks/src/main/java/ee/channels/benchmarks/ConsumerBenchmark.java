package ee.channels.benchmarks;

import ee.channels.Ticker;
import ee.channels.application.Frame;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.Handles;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Message;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.Connection;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.OwnThreads;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.runtime.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The way through one connection: mailbox, dispatch, consumer and outbound queue, to an engine that takes all at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConsumerBenchmark {
    private static final String GROUP = "echo";
    private static final Message MESSAGE = Message.of("group.notify").with("text", "x".repeat(100));
    private static final int THREADS = 64;

    /** Sends back what comes in, and what the group says. */
    public static final class Echo extends WebSocketConsumer {

        /** Created for the connection. */
        public Echo() {}

        @Override
        protected void connect() {
            joinGroup(GROUP);
            accept();
        }

        @Override
        protected void receive(String text) {
            send(text);
        }

        @Handles
        void groupNotify(Message message) {
            send(message.getString("text"));
        }
    }

    private static final class Sink implements Transport {
        private final Semaphore written = new Semaphore(0);

        @Override
        public void write(Frame frame, Completion completion) {
            completion.done(null);
            written.release();
        }

        @Override
        public void ping() {
            // nobody is silent for so long
        }

        @Override
        public void close(int code, String phrase) {
            // there is no socket
        }
    }

    private final Sink sink = new Sink();
    private final String text = "x".repeat(100);
    private final OwnThreads threads =
            new OwnThreads("benchmark", ConsumerBenchmark.class.getClassLoader(), THREADS, THREADS, false);
    private final ChannelLayers layers =
            new ChannelLayers(List.of(LayerConfig.of("default", "memory:", Map.of())), Ticker.system());
    private final ChannelLayer layer = layers.layer("default");
    private final ChannelsRuntime runtime = new ChannelsRuntime(
            ConsumerApplication.of(Echo.class, new PlainConsumerFactory()),
            layers,
            RuntimeOptions.forServerThreads(THREADS),
            threads,
            Ticker.system());
    private final Connection connection = accepted();

    private Connection accepted() {
        if (runtime.handshake(ee.channels.scope.Scope.builder("/").build())
                instanceof HandshakeAnswer.Accepted answer) {
            return answer.connection();
        }
        throw new IllegalStateException("The echo was refused");
    }

    /** Opens it. */
    @Setup
    public void open() {
        connection.opened(sink);
    }

    /** Ends what has threads. */
    @TearDown
    public void close() {
        runtime.close();
        layers.close();
        threads.close();
    }

    /** A frame in and a frame out, on the engine's thread. */
    @Benchmark
    public void frame() throws InterruptedException {
        connection.text(text);
        sink.written.acquire();
    }

    /** From {@code groupSend} to the engine: two threads, and the waking of each by the other. */
    @Benchmark
    public void handOver() throws InterruptedException {
        layer.groupSend(GROUP, MESSAGE);
        sink.written.acquire();
    }
}
