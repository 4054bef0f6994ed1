package ee.channels.benchmarks;

import ee.channels.layer.LayerConfig;
import ee.channels.message.Message;
import ee.channels.redis.config.RedisOptions;
import ee.channels.redis.wire.Address;
import ee.channels.redis.wire.Parcel;
import ee.channels.redis.wire.PayloadFormat;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A chat message to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {
    private static final Message MESSAGE = Message.of("chat.message")
            .with("text", "h\u00e9llo, ".repeat(12))
            .with("who", "guest")
            .with("when", 1_795_330_521_621L)
            .with("tags", List.of("a", "b"));

    /** The serialization; {@code encrypted} is msgpack within Fernet. */
    @Param({"msgpack", "json", "encrypted"})
    public String format = "";

    private PayloadFormat payloads = payloads("msgpack");
    private byte[] bytes = {};

    /** Makes the format, and bytes to decode. */
    @Setup
    public void make() {
        payloads = payloads(format);
        bytes = payloads.encode(MESSAGE, Address.NONE);
    }

    private static PayloadFormat payloads(String format) {
        Map<String, String> options = new HashMap<>();
        if (format.equals("encrypted")) {
            options.put("encryption-keys", "a-key-of-the-benchmark");
        } else {
            options.put("format", format);
        }
        RedisOptions read = RedisOptions.of(LayerConfig.of("benchmark", "redis://localhost", options));
        return new PayloadFormat(read.format(), Optional.empty(), InstantSource.system());
    }

    /** To bytes. */
    @Benchmark
    public byte[] encode() {
        return payloads.encode(MESSAGE, Address.NONE);
    }

    /** And back. */
    @Benchmark
    public Parcel decode() {
        return payloads.decode(bytes);
    }
}
