package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.runtime.ConnectionCounters;
import ee.channels.runtime.ConnectionCounters.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Ten minutes of everything at once: broadcasts to listeners that stay, and visitors that join, leave, speak, vanish
 * and make their handlers throw. Not part of the build; {@code docs/soak.md} says how to run it and what it showed.
 */
final class SoakRun {

    private static final int LISTENERS = 50;
    private static final int VISITS_PER_SECOND = Integer.getInteger("soak.visits", 20);
    private static final int VISITORS = 4;
    private static final int BROADCASTS_PER_SECOND = 100;
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 600));
    private static final Duration SAMPLE = Duration.ofSeconds(Math.max(1, LENGTH.toSeconds() / 60));

    private static final AtomicLong CONNECTS = new AtomicLong();
    private static final AtomicLong DISCONNECTS = new AtomicLong();

    @WebSocketRoute("/ws/soak")
    @Groups("all")
    static final class Soaked extends WebSocketConsumer {
        @Override
        protected void connect() {
            CONNECTS.incrementAndGet();
            accept();
        }

        @Override
        protected void receive(String text) {
            String room = "room" + text.charAt(text.length() - 1);
            switch (text.substring(0, text.length() - 1)) {
                case "join " -> joinGroup(room);
                case "leave " -> leaveGroup(room);
                case "say " ->
                    channelLayer().groupSend(room, Message.of("soak.said").with("text", room));
                default -> throw new IllegalStateException("on purpose");
            }
        }

        @Handles
        void soakSaid(Message message) {
            send(message.getString("text"));
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DISCONNECTS.incrementAndGet();
        }
    }

    /** Stays to the end and must hear every broadcast in order, once, but for those that are counted as dropped. */
    private static final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private volatile long last;
        private volatile long heard;
        private volatile String fault = "";

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
            text.append(data);
            from.request(1);
            if (!whole) {
                return null;
            }
            long number = Long.parseLong(text.toString());
            text.setLength(0);
            if (number <= last && fault.isEmpty()) {
                fault = "after " + last + " heard " + number;
            }
            last = number;
            heard++;
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            fault = "closed " + code;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            fault = error.toString();
        }
    }

    /** One look at the process. */
    private record Sample(
            double second, double heapMegabytes, double threads, double ours, double connections, double descriptors) {}

    private final List<Sample> samples = new ArrayList<>();
    private final Random random = new Random(7);
    private final AtomicLong broadcasts = new AtomicLong();
    private final AtomicLong visits = new AtomicLong();
    private volatile long missed;
    private final ConcurrentHashMap<String, AtomicLong> failures = new ConcurrentHashMap<>();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everything_that_was_sent_is_delivered_or_counted_and_nothing_grows() throws IOException {
        try (Server server = Server.of(Soaked.class)) {
            List<Listener> listeners = new ArrayList<>();
            for (int i = 0; i < LISTENERS; i++) {
                Listener listener = new Listener();
                Client.HTTP
                        .newWebSocketBuilder()
                        .buildAsync(URI.create("ws://localhost:" + server.port() + "/ws/soak"), listener)
                        .join();
                listeners.add(listener);
            }
            ChannelLayer layer = server.sockets().runtime().layers().layer("default");
            ScheduledExecutorService work = Executors.newScheduledThreadPool(6);
            long begin = System.nanoTime();
            every(
                    work,
                    BROADCASTS_PER_SECOND,
                    () -> layer.groupSend(
                            "all", Message.of("soak.said").with("text", Long.toString(broadcasts.incrementAndGet()))));
            for (int i = 0; i < VISITORS; i++) {
                every(work, Math.max(1, VISITS_PER_SECOND / VISITORS), () -> visit(server));
            }
            work.scheduleAtFixedRate(
                    () -> sample(server, begin), SAMPLE.toMillis(), SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
            Awaitility.await()
                    .atMost(LENGTH.plusMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> System.nanoTime() - begin > LENGTH.toNanos());
            work.shutdown();
            Awaitility.await().until(work::isTerminated);

            listenersHeardEverything(server, listeners);
            everythingIsAccountedFor(server, listeners.size());
            write(server);
            nothingGrew();
        }
    }

    private void every(ScheduledExecutorService work, int perSecond, Runnable action) {
        work.scheduleWithFixedDelay(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException | Error e) {
                        failures.computeIfAbsent(e.toString(), any -> new AtomicLong())
                                .incrementAndGet();
                    }
                },
                0,
                1_000_000 / perSecond,
                TimeUnit.MICROSECONDS);
    }

    /** One visitor: comes, does something, goes, politely or not. */
    private void visit(Server server) {
        int dice = roll();
        try (RawSocket visitor = RawSocket.open(server, "/ws/soak")) {
            String room = Integer.toString(dice % 10);
            say(visitor, "join " + room);
            say(visitor, "say " + room);
            if (dice % 3 == 0) {
                say(visitor, "leave " + room);
            }
            switch (dice % 4) {
                case 0 -> visitor.reset();
                case 1 -> say(visitor, "throw" + room);
                case 2 -> visitor.frame(0x88, new byte[] {3, (byte) 0xe8});
                default -> visitor.frame(0x88, new byte[0]);
            }
            if (dice % 4 != 0) {
                untilEnd(visitor);
            }
            visits.incrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void untilEnd(RawSocket visitor) {
        String heard = visitor.next();
        while (!heard.startsWith("end") && !heard.startsWith("88")) {
            heard = visitor.next();
        }
    }

    private synchronized int roll() {
        return random.nextInt(1_000);
    }

    private static void say(RawSocket visitor, String text) {
        visitor.frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void sample(Server server, long begin) {
        System.gc();
        var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        double descriptors = ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        samples.add(new Sample(
                (System.nanoTime() - begin) / 1e9,
                memory.getUsed() / 1e6,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("channels"))
                        .count(),
                server.sockets().runtime().connections().size(),
                descriptors));
    }

    private void listenersHeardEverything(Server server, List<Listener> listeners) {
        LayerCounters layer = server.sockets().runtime().layers().counters("default");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(listeners).extracting(listener -> listener.fault).containsOnly("");
            long heard =
                    listeners.stream().mapToLong(listener -> listener.heard).sum();
            missed = broadcasts.get() * listeners.size() - heard;
            assertThat(missed).isBetween(0L, layer.get(LayerCounters.Kind.DROPPED_FULL));
        });
    }

    private static void everythingIsAccountedFor(Server server, int listeners) {
        ConnectionCounters counters = server.sockets().runtime().counters();
        LayerCounters layer = server.sockets().runtime().layers().counters("default");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.sockets().runtime().connections().size() == listeners);
        Awaitility.await().untilAsserted(() -> {
            assertThat(counters.get(Kind.SENT)).isEqualTo(counters.get(Kind.WRITTEN) + all(counters, "OUT_"));
            assertThat(counters.get(Kind.RECEIVED)).isEqualTo(counters.get(Kind.HANDLED) + all(counters, "IN_"));
            assertThat(counters.get(Kind.LAYER_RECEIVED))
                    .isEqualTo(counters.get(Kind.LAYER_HANDLED) + all(counters, "LAYER_DROPPED"));
            assertThat(layer.get(LayerCounters.Kind.DELIVERED)).isEqualTo(counters.get(Kind.LAYER_RECEIVED));
            assertThat(layer.get(LayerCounters.Kind.ADDRESSED))
                    .isEqualTo(layer.get(LayerCounters.Kind.DELIVERED)
                            + layer.get(LayerCounters.Kind.DROPPED_FULL)
                            + layer.get(LayerCounters.Kind.DROPPED_GONE)
                            + layer.get(LayerCounters.Kind.DROPPED_EXPIRED)
                            + layer.get(LayerCounters.Kind.DROPPED_FAILED));
            assertThat(counters.get(Kind.LAYER_HANDLED)).isEqualTo(counters.get(Kind.SENT));
            assertThat(counters.get(Kind.HANDSHAKES))
                    .isEqualTo(CONNECTS.get())
                    .isEqualTo(counters.get(Kind.DISCONNECTED) + listeners)
                    .isEqualTo(DISCONNECTS.get() + listeners);
        });
    }

    private static long all(ConnectionCounters counters, String prefix) {
        long all = 0;
        for (Kind kind : Kind.values()) {
            all += kind.name().startsWith(prefix) ? counters.get(kind) : 0;
        }
        return all;
    }

    private void nothingGrew() {
        List<Sample> early = samples.subList(samples.size() / 6, samples.size() / 3);
        List<Sample> late = samples.subList(samples.size() * 5 / 6, samples.size());
        // of all threads, most are the server's and the client's, whose pools keep what a burst has made
        assertThat(mean(late, Sample::ours)).isLessThan(mean(early, Sample::ours) + 10);
        assertThat(mean(late, Sample::connections)).isLessThan(mean(early, Sample::connections) + 10);
        assertThat(mean(late, Sample::descriptors)).isLessThan(mean(early, Sample::descriptors) + 20);
        assertThat(mean(late, Sample::heapMegabytes)).isLessThan(mean(early, Sample::heapMegabytes) + 10);
    }

    private static double mean(List<Sample> some, ToDoubleFunction<Sample> value) {
        return some.stream().mapToDouble(value).average().orElseThrow();
    }

    private void write(Server server) throws IOException {
        Path target = Path.of("target");
        List<String> lines = new ArrayList<>(List.of("second,heap_mb,threads,ours,connections,descriptors"));
        samples.forEach(sample -> lines.add("%.0f,%.1f,%.0f,%.0f,%.0f,%.0f"
                .formatted(
                        sample.second,
                        sample.heapMegabytes,
                        sample.threads,
                        sample.ours,
                        sample.connections,
                        sample.descriptors)));
        Files.write(target.resolve("soak.csv"), lines);
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(420)
                .title("Soak: heap after collection, threads, connections, descriptors")
                .xAxisTitle("seconds")
                .build();
        series(chart, "heap, MB", Sample::heapMegabytes);
        series(chart, "threads", Sample::threads);
        series(chart, "threads, ours", Sample::ours);
        series(chart, "connections", Sample::connections);
        series(chart, "descriptors", Sample::descriptors);
        BitmapEncoder.saveBitmap(chart, target.resolve("soak").toString(), BitmapEncoder.BitmapFormat.PNG);
        ConnectionCounters counters = server.sockets().runtime().counters();
        List<String> numbers = new ArrayList<>();
        numbers.add(LISTENERS + " listeners missed " + missed + " messages, all of them counted by the layer");
        numbers.add("broadcasts " + broadcasts + ", visits " + visits + ", failures of the visitors' own " + failures);
        for (Kind kind : Kind.values()) {
            numbers.add(kind + " " + counters.get(kind));
        }
        for (LayerCounters.Kind kind : LayerCounters.Kind.values()) {
            numbers.add("layer " + kind + " "
                    + server.sockets().runtime().layers().counters("default").get(kind));
        }
        for (CloseReason.Cause cause : CloseReason.Cause.values()) {
            numbers.add("ended by " + cause + " " + counters.get(cause));
        }
        for (ConnectionCounters.Mark mark : ConnectionCounters.Mark.values()) {
            numbers.add("most " + mark + " " + counters.get(mark));
        }
        Files.write(target.resolve("soak.txt"), numbers);
    }

    private void series(XYChart chart, String name, ToDoubleFunction<Sample> value) {
        chart.addSeries(
                        name,
                        samples.stream().mapToDouble(Sample::second).toArray(),
                        samples.stream().mapToDouble(value).toArray())
                .setMarker(SeriesMarkers.NONE);
    }
}
