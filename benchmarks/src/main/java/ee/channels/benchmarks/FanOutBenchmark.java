package ee.channels.benchmarks;

import ee.channels.Ticker;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.memory.LocalChannels;
import ee.channels.layer.memory.LocalLimits;
import ee.channels.message.Message;
import java.util.Map;
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

/** The local fan-out of one group message, by members and by groups. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanOutBenchmark {

    /** Groups, and members of each, as {@code groups x members}. */
    @Param({"1x1", "1x10", "1x100", "1x1000", "1x10000", "1x100000", "1000x10", "100000x10"})
    public String shape = "";

    private final Message message = Message.of("group.notify").with("text", "x".repeat(100));
    private LocalChannels channels = channels();
    private int groups;
    private int next;

    /** Joins the members: the same channels in every group. */
    @Setup
    public void join() {
        int times = shape.indexOf('x');
        groups = Integer.parseInt(shape.substring(0, times));
        int members = Integer.parseInt(shape.substring(times + 1));
        channels = channels();
        Object application = new Object();
        for (int member = 0; member < members; member++) {
            String name = channels.newChannel();
            channels.subscribe(name, new Counter(application));
            for (int group = 0; group < groups; group++) {
                channels.join("group-" + group, name);
            }
        }
    }

    private static LocalChannels channels() {
        LocalLimits limits = LocalLimits.of(LayerConfig.of("benchmark", "memory:", Map.of()));
        return new LocalChannels(
                limits, new LayerContext("benchmark", Ticker.system(), new LayerCounters()), changed -> {});
    }

    /** One message to one group. */
    @Benchmark
    public void deliver() {
        next = next + 1 < groups ? next + 1 : 0;
        channels.deliverToGroup("group-" + next, message, channels.expiryFromNow());
    }
}
