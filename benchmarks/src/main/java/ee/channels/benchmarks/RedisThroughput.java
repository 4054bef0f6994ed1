package ee.channels.benchmarks;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Message;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/**
 * The Redis layer beside plain Jedis: 16 threads publish 100 bytes to a group, one reader in the same process counts.
 * The contenders take turns, and the medians of the rounds are compared.
 *
 * <p>Each round counts as finished when the last message has been delivered: a layer that accepts faster than it
 * delivers gains nothing.
 */
public final class RedisThroughput {
    private static final int THREADS = 16;
    private static final int ROUNDS = 5;
    private static final int PER_ROUND = 200_000;
    private static final int BLOCKING_PER_ROUND = 64_000;
    /** Messages that one thread has under way; all of them together stay below what the lanes hold. */
    private static final int WINDOW = 512;

    private static final String PAYLOAD = "x".repeat(100);

    private RedisThroughput() {}

    /** Runs all; the first argument is the URL of a Redis, or empty. */
    public static void main(String[] arguments) throws Exception {
        String given = arguments.length > 0 ? arguments[0].strip() : "";
        RedisServer own = given.isEmpty() ? started() : null;
        String url = own == null ? given : "redis://127.0.0.1:" + own.ports().get(0) + "/0";
        try {
            run(url);
        } finally {
            if (own != null) {
                own.stop();
            }
        }
    }

    private static void run(String url) throws Exception {
        try (ChannelLayers pubsub = layer(url);
                ChannelLayers queue = layer(url + "?mode=queue&capacity=1000000")) {
            List<Contender> contenders = List.of(
                    new PlainJedis(url),
                    new Ours("ours, blocking groupSend", pubsub, 1, BLOCKING_PER_ROUND, true),
                    new Ours("ours, groupSendAsync", pubsub, 1, PER_ROUND, false),
                    new Ours("ours, groupSendAsync to 1,000 groups in turn", pubsub, 1_000, PER_ROUND, false),
                    new Ours("ours, mode=queue, groupSendAsync", queue, 1, PER_ROUND / 4, false));
            double[][] rates = new double[contenders.size()][ROUNDS];
            for (int round = -1; round < ROUNDS; round++) { // the first warms up
                for (int i = 0; i < contenders.size(); i++) {
                    double rate = contenders.get(i).round();
                    if (round >= 0) {
                        rates[i][round] = rate;
                    }
                }
            }
            report(contenders, rates);
            redisBenchmark(url, 1);
            redisBenchmark(url, 64);
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }

    private static ChannelLayers layer(String url) {
        LayerConfig config = LayerConfig.of("default", url, Map.of("max-queued", "100000", "backlog", "1000000"));
        return new ChannelLayers(List.of(config), Ticker.system());
    }

    private static void report(List<Contender> contenders, double[][] rates) {
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        double plain = median(rates[0]);
        out.println("| contender | published and delivered per second | ratio |");
        out.println("|---|---|---|");
        for (int i = 0; i < contenders.size(); i++) {
            double rate = median(rates[i]);
            out.printf(Locale.ROOT, "| %s | %,.0f | %.1f |%n", contenders.get(i).name(), rate, rate / plain);
        }
    }

    /** What Redis' own client reaches, where it is installed: publishing alone, without anybody who listens. */
    private static void redisBenchmark(String url, int pipeline) throws InterruptedException {
        java.net.URI address = java.net.URI.create(url);
        try {
            new ProcessBuilder(
                            "redis-benchmark",
                            "-q",
                            "-h",
                            address.getHost(),
                            "-p",
                            Integer.toString(address.getPort()),
                            "-n",
                            "500000",
                            "-c",
                            Integer.toString(THREADS),
                            "-P",
                            Integer.toString(pipeline),
                            "PUBLISH",
                            "nobody",
                            PAYLOAD)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException notInstalled) {
            System.getLogger(RedisThroughput.class.getName())
                    .log(System.Logger.Level.INFO, "redis-benchmark is not installed");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static RedisServer started() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no")
                .soutListener(line -> {})
                .build();
        server.start();
        return server;
    }

    /** One way to publish. */
    private interface Contender extends AutoCloseable {
        String name();

        /** Messages per second, from the first publish to the last delivery. */
        double round() throws InterruptedException;

        @Override
        void close();
    }

    /** Work of one of the threads. */
    private interface Publisher {
        void publish(int messages) throws InterruptedException;
    }

    private static double timed(int messages, LongSupplier received, Publisher publisher) throws InterruptedException {
        long before = received.getAsLong();
        CountDownLatch ready = new CountDownLatch(THREADS);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    ready.countDown();
                    go.await();
                    publisher.publish(messages / THREADS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        ready.await();
        long start = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (received.getAsLong() - before < messages) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        (received.getAsLong() - before) + " of " + messages + " were delivered");
            }
            LockSupport.parkNanos(100_000);
        }
        return messages * 1e9 / (System.nanoTime() - start);
    }

    /** What one would write by hand: a pool of connections, PUBLISH, and a subscriber. */
    private static final class PlainJedis implements Contender {
        private final RedisClient client;
        private final Jedis subscribed;
        private final AtomicLong received = new AtomicLong();
        private final BinaryJedisPubSub subscriber;
        private final byte[] channel = "plain".getBytes(StandardCharsets.UTF_8);
        private final byte[] payload = PAYLOAD.getBytes(StandardCharsets.UTF_8);

        PlainJedis(String url) throws InterruptedException {
            ConnectionPoolConfig pool = new ConnectionPoolConfig();
            pool.setMaxTotal(THREADS);
            pool.setMaxIdle(THREADS);
            client = RedisClient.builder().fromURI(url).poolConfig(pool).build();
            subscribed = new Jedis(java.net.URI.create(url));
            CountDownLatch ready = new CountDownLatch(1);
            subscriber = new BinaryJedisPubSub() {
                @Override
                public void onSubscribe(byte[] name, int subscriptions) {
                    ready.countDown();
                }

                @Override
                public void onMessage(byte[] name, byte[] message) {
                    received.incrementAndGet();
                }
            };
            Thread thread = new Thread(() -> subscribed.subscribe(subscriber, channel));
            thread.setDaemon(true);
            thread.start();
            ready.await();
        }

        @Override
        public String name() {
            return "plain Jedis, pool of 16, PUBLISH";
        }

        @Override
        public double round() throws InterruptedException {
            return timed(BLOCKING_PER_ROUND, received::get, messages -> {
                for (int i = 0; i < messages; i++) {
                    client.publish(channel, payload);
                }
            });
        }

        @Override
        public void close() {
            subscriber.unsubscribe();
            client.close();
        }
    }

    /** Groups of the layer with one member, which is in all of them. */
    private record Ours(
            String name, ChannelLayers layers, List<String> groups, int perRound, boolean blocking, Counter counter)
            implements Contender {

        Ours(String name, ChannelLayers layers, int groups, int perRound, boolean blocking) {
            this(
                    name,
                    layers,
                    IntStream.range(0, groups)
                            .mapToObj(i -> "group-" + name.length() + "-" + i)
                            .toList(),
                    perRound,
                    blocking,
                    new Counter(layers));
            String channel = layers.backend("default").newChannel();
            layers.backend("default").subscribe(channel, counter);
            this.groups.forEach(group -> layers.layer("default").groupAdd(group, channel));
        }

        @Override
        public double round() throws InterruptedException {
            Message message = Message.of("group.notify").with("text", PAYLOAD);
            return timed(perRound, counter::received, blocking ? blocking(message) : windowed(message));
        }

        private Publisher blocking(Message message) {
            return messages -> {
                for (int i = 0; i < messages; i++) {
                    layers.layer("default").groupSend(groups.get(i % groups.size()), message);
                }
            };
        }

        private Publisher windowed(Message message) {
            return messages -> {
                Semaphore window = new Semaphore(WINDOW);
                for (int i = 0; i < messages; i++) {
                    window.acquire();
                    layers.layer("default")
                            .groupSendAsync(groups.get(i % groups.size()), message)
                            .whenComplete((done, failed) -> {
                                if (failed != null) {
                                    throw new IllegalStateException("A publish failed", failed);
                                }
                                window.release();
                            });
                }
                window.acquire(WINDOW);
            };
        }

        @Override
        public void close() {
            // The layer is its owner's.
        }
    }
}
