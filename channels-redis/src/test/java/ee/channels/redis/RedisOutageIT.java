package ee.channels.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ee.channels.CapturedLog;
import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.Subscriber;
import ee.channels.message.Message;
import ee.channels.redis.connection.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** What callers and the log are told of a Redis that cannot be used: why, once, and what to do about it. */
class RedisOutageIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Map<String, String> OFTEN =
            Map.of("retry-min", "10ms", "retry-max", "20ms", "ping-interval", "20ms");

    private static final Map<String, String> OFTEN_AND_IMPATIENT =
            Map.of("retry-min", "10ms", "retry-max", "20ms", "ping-interval", "20ms", "read-timeout", "300ms");

    private final RedisServers servers = new RedisServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private static ChannelLayers application(String url) {
        return application(url, OFTEN);
    }

    private static ChannelLayers application(String url, Map<String, String> options) {
        return new ChannelLayers(List.of(LayerConfig.of("default", url, options)), Ticker.system());
    }

    private static Throwable failure(ChannelLayers application) {
        return catchThrowable(() -> application.layer("default").groupSend("room", Message.of("hi")));
    }

    /** Fails some thirty attempts, more than a log should tell of. */
    private static void failForAWhile(ChannelLayers application) {
        await().during(Duration.ofMillis(600))
                .atMost(DEADLINE)
                .until(() -> failure(application) instanceof ChannelLayerUnavailableException);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub", "queue"})
    void a_password_that_is_wanted_and_not_given_is_one_outage_and_one_warning(String mode) {
        RedisServers.Server server =
                servers.start(DefaultJedisClientConfig.builder().password("secret"), "--requirepass", "secret");
        try (CapturedLog log = new CapturedLog("ee.channels.redis");
                ChannelLayers application = application("redis://" + server.address() + "?mode=" + mode)) {
            failForAWhile(application);

            assertThat(failure(application))
                    .isInstanceOf(ChannelLayerUnavailableException.class)
                    .hasMessageContaining("NOAUTH")
                    .hasMessageEndingWith("set the option password");
            // One of each connection: that which sends, and that which listens.
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARNING"))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("NOAUTH", "set the option password; trying again"));
        }
    }

    @Test
    void a_server_without_TLS_makes_the_caller_ask_whether_its_port_speaks_it() {
        RedisServers.Server server = servers.start();
        try (ChannelLayers application = application("rediss://" + server.address(), OFTEN_AND_IMPATIENT)) {
            assertThat(failure(application))
                    .isInstanceOf(ChannelLayerUnavailableException.class)
                    .hasMessageContaining(server.address() + "/0 over TLS is away")
                    .hasMessageContaining("speak TLS?");
        }
    }

    @Test
    void a_host_that_nobody_knows_is_named_to_the_caller() {
        try (ChannelLayers application = application("redis://no-such-host.invalid")) {
            assertThat(failure(application))
                    .isInstanceOf(ChannelLayerUnavailableException.class)
                    .hasMessageContaining("unknown host no-such-host.invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub", "queue"})
    void a_server_that_is_no_cluster_says_so_to_the_caller_and_once_to_the_log(String mode) {
        RedisServers.Server server = servers.start();
        try (CapturedLog log = new CapturedLog(Cluster.class);
                ChannelLayers application = application("redis-cluster://" + server.address() + "?mode=" + mode)) {
            failForAWhile(application);

            assertThat(failure(application))
                    .isInstanceOf(ChannelLayerUnavailableException.class)
                    .hasMessageContaining("cluster support disabled");
            assertThat(log.lines()).singleElement().asString().contains("cluster support disabled");
        }
    }

    @Test
    void a_connection_that_we_have_given_up_is_not_called_closed() {
        RedisServers.Server server = servers.start();
        try (CapturedLog log = new CapturedLog("ee.channels.redis");
                ChannelLayers application = application("redis://" + server.address(), OFTEN_AND_IMPATIENT)) {
            await().atMost(DEADLINE).until(() -> isSubscribed(server));
            server.freeze();
            await().atMost(DEADLINE)
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("No messages from Redis")));
            server.resume();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("No answer within read-timeout (300 ms); trying again"))
                    .noneMatch(line -> line.contains("Socket closed"));
        }
    }

    private static boolean isSubscribed(RedisServers.Server server) {
        try (Jedis client = server.client()) {
            return client.clientList().contains("psub=1");
        }
    }

    @Test
    void no_two_punctuation_marks_follow_each_other() {
        RedisServers.Server server = servers.start();
        try (CapturedLog log = new CapturedLog("ee.channels.redis");
                ChannelLayers application = application("redis://" + server.address())) {
            assertThat(failure(application)).isNull();
            server.kill();
            await().atMost(DEADLINE).until(() -> log.lines().stream().anyMatch(line -> line.contains("trying again")));

            assertThat(log.lines()).noneMatch(line -> line.contains(".;"));
        }
    }

    /** Sends to many groups, and so over all of the writers, at the moment in which it is told of a gap. */
    private record Sender(LayerBackend layer, CompletableFuture<Void> sent) implements Subscriber {
        @Override
        public Object application() {
            return Sender.class;
        }

        @Override
        public boolean offer(Delivery delivery) {
            return true;
        }

        @Override
        public void gap(Gap gap) {
            var unused = CompletableFuture.allOf(attempts().toArray(CompletableFuture<?>[]::new))
                    .handle((nothing, failure) ->
                            failure == null ? sent.complete(null) : sent.completeExceptionally(failure));
        }

        private List<CompletableFuture<Void>> attempts() {
            return IntStream.range(0, 64)
                    .mapToObj(i -> layer.groupSend("room" + i, Message.of("again")))
                    .map(CompletionStage::toCompletableFuture)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub", "queue"})
    void who_is_told_of_a_gap_can_send_at_once(String mode) throws Exception {
        RedisServers.Server server = servers.start();
        Map<String, String> options = Map.of("mode", mode, "writers", "8", "retry-min", "1s", "retry-max", "1s");
        try (LayerBackend layer = new RedisLayerProvider()
                .create(
                        LayerConfig.of("default", "redis://" + server.address(), options),
                        new LayerContext("default", Ticker.system(), new LayerCounters()))) {
            Sender member = new Sender(layer, new CompletableFuture<>());
            String channel = layer.newChannel();
            layer.subscribe(channel, member);
            layer.join("room", channel).toCompletableFuture().get(10, TimeUnit.SECONDS);

            server.kill();
            await().atMost(DEADLINE)
                    .until(() -> member.attempts().stream().allMatch(CompletableFuture::isCompletedExceptionally));
            server.start();

            assertThat(member.sent()).succeedsWithin(DEADLINE);
        }
    }
}
