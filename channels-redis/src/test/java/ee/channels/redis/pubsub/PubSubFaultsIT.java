package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;

/** What Redis may do to a layer while messages go through it, and what becomes of them. */
class PubSubFaultsIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /**
     * Read time-outs: of a layer that soon gives up a Redis that is silent, and of one whose Redis just may be slow.
     */
    private static final String HASTY = "1s";

    private static final String PATIENT = "10s";
    private static final List<String> GROUPS = List.of("red", "green", "blue");

    private final RedisServers redis = new RedisServers();
    private final List<LayerBackend> open = new ArrayList<>();
    private final List<LayerCounters> counters = new ArrayList<>();
    private RedisServers.Server server;

    @BeforeEach
    void start() {
        server = redis.start(
                DefaultJedisClientConfig.builder().user("test").password("test"),
                "--user",
                "test",
                "on",
                ">test",
                "~*",
                "&*",
                "+@all",
                "--client-output-buffer-limit",
                "pubsub",
                "4mb",
                "0",
                "0");
    }

    @AfterEach
    void stop() {
        open.forEach(LayerBackend::close);
        redis.close();
        assertThat(counters).allSatisfy(each -> assertThat(each.waiting()).isZero());
        assertThat(ownThreads()).isEmpty();
    }

    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("channels-redis-"))
                .sorted()
                .toList();
    }

    @Test
    void a_restart_is_a_gap_for_every_member_and_nothing_comes_twice_or_out_of_order() throws Exception {
        Traffic traffic = traffic();
        List<String> threads = ownThreads();

        server.restart();

        traffic.gapsAreTold();
        traffic.flows();
        assertThat(traffic.failures()).isPositive();
        traffic.verify();
        assertThat(ownThreads()).isEqualTo(threads);
    }

    @Test
    void a_server_that_is_frozen_for_five_seconds_loses_nothing_in_silence() throws Exception {
        Traffic traffic = traffic();

        server.freeze();
        pass(Duration.ofSeconds(5));
        server.resume();

        traffic.flows();
        assertThat(traffic.failures()).isPositive();
        traffic.verify();
    }

    @Test
    void a_subscriber_that_redis_kills_is_a_gap_for_every_member() throws Exception {
        Traffic traffic = traffic(PATIENT);

        for (int i = 0; i < 3; i++) {
            server.command("CLIENT", "KILL", "TYPE", "pubsub");
            traffic.flows();
        }

        traffic.gapsAreTold();
        assertThat(traffic.failures()).isZero();
        traffic.verify();
    }

    @Test
    void writers_that_redis_kills_lose_nothing_that_was_sent_and_are_no_gap() throws Exception {
        Traffic traffic = traffic(PATIENT);

        for (int i = 0; i < 3; i++) {
            server.command("CLIENT", "KILL", "TYPE", "normal");
            traffic.flows();
        }

        traffic.verify();
        assertThat(traffic.members())
                .allSatisfy(member -> assertThat(member.gaps()).isEmpty());
    }

    @Test
    void a_pause_of_all_clients_loses_nothing_in_silence() throws Exception {
        Traffic traffic = traffic();

        server.command("CLIENT", "PAUSE", "3000");

        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_server_without_memory_carries_messages_all_the_same() throws Exception {
        Traffic traffic = traffic(PATIENT);

        server.command("CONFIG", "SET", "maxmemory", "1");

        traffic.flows();
        traffic.verify();
        assertThat(traffic.failures()).isZero();
        assertThat(traffic.members())
                .allSatisfy(member -> assertThat(member.gaps()).isEmpty());
    }

    @Test
    void a_password_that_is_right_no_more_makes_redis_away_until_it_is() throws Exception {
        Traffic traffic = traffic();

        server.command("ACL", "SETUSER", "default", "resetpass", ">other");
        server.command("CLIENT", "KILL", "USER", "default");
        await().atMost(DEADLINE).until(() -> traffic.failures() > 10);
        server.command("ACL", "SETUSER", "default", "nopass");

        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_master_that_becomes_a_replica_is_away_until_it_is_master_again() throws Exception {
        RedisServers.Server other = redis.start();
        Traffic traffic = traffic();

        server.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
        await().atMost(DEADLINE).until(() -> traffic.failures() > 10);
        server.command("REPLICAOF", "NO", "ONE");

        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_subscriber_that_is_too_slow_for_its_output_buffer_is_a_gap() throws Exception {
        Traffic traffic = traffic();

        try (Jedis jedis = server.client()) {
            // All in one step of the server, so that nobody can read in between; to a name beside the groups.
            Transaction burst = jedis.multi();
            for (int i = 0; i < 20; i++) {
                burst.publish("asgi__group__red", "x".repeat(500_000));
            }
            burst.exec();
        }

        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
    }

    @Test
    void while_redis_is_frozen_joins_return_soon_and_are_told_of_a_gap_when_they_are_confirmed() {
        LayerBackend layer = layer();
        Inbox early = new Inbox();
        done(layer.join("room", read(layer, early)));
        server.freeze();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);

        done(layer.join("made", channel));
        done(layer.join("room", channel));
        done(layer.join("dropped", channel));
        done(layer.leave("dropped", channel));
        assertThat(inbox.gaps()).isEmpty();
        server.resume();

        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(inbox.gaps())
                        .flatExtracting(gap -> gap.groups())
                        .contains("made")
                        .doesNotContain("dropped"));
        await().atMost(DEADLINE).until(() -> sent(layer, "made", "hello"));
        assertThat(inbox.next().type()).isEqualTo("hello");
        done(layer.groupSend("dropped", Message.of("nobody")));
        done(layer.groupSend("room", Message.of("both")));
        assertThat(inbox.next().type()).isEqualTo("both");
        assertThat(early.next().type()).isEqualTo("both");
    }

    @Test
    void while_redis_is_gone_joins_return_at_once_sends_fail_and_memberships_are_right_when_it_is_back() {
        LayerBackend layer = layer();
        Inbox leaves = new Inbox();
        Inbox stays = new Inbox();
        Inbox comes = new Inbox();
        String leaving = read(layer, leaves);
        done(layer.join("room", leaving));
        done(layer.join("room", read(layer, stays)));
        server.kill();
        await().atMost(DEADLINE).until(() -> !sent(layer, "room", "late"));

        done(layer.leave("room", leaving));
        done(layer.join("room", read(layer, comes)));
        assertThat(failure(layer.groupSend("room", Message.of("lost"))))
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining("away");
        server.start();

        await().atMost(DEADLINE)
                .until(() -> !stays.gaps().isEmpty() && !comes.gaps().isEmpty());
        await().atMost(DEADLINE).until(() -> sent(layer, "room", "hello"));
        assertThat(stays.next().type()).isEqualTo("hello");
        assertThat(comes.next().type()).isEqualTo("hello");
        assertThat(leaves.size()).isZero();
        assertThat(leaves.gaps()).allSatisfy(gap -> assertThat(gap.groups()).isEmpty());
    }

    @Test
    void a_layer_starts_without_redis_and_works_when_it_comes() {
        server.kill();
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        done(layer.join("room", channel));
        server.start();

        await().atMost(DEADLINE).until(() -> !inbox.gaps().isEmpty());
        await().atMost(DEADLINE).until(() -> sent(layer, "room", "hello"));
        assertThat(inbox.next().type()).isEqualTo("hello");
        done(layer.send(channel, Message.of("direct")));
        assertThat(inbox.next().type()).isEqualTo("direct");
    }

    private Traffic traffic() throws Exception {
        return traffic(HASTY);
    }

    private Traffic traffic(String readTimeout) throws Exception {
        return new Traffic(layer(readTimeout), List.of(layer(readTimeout), layer(readTimeout)), GROUPS);
    }

    private LayerBackend layer() {
        return layer(HASTY);
    }

    private LayerBackend layer(String readTimeout) {
        Map<String, String> options = new HashMap<>();
        options.put("retry-max", "300ms");
        options.put("read-timeout", readTimeout);
        options.put("ping-interval", "500ms");
        LayerConfig config = LayerConfig.of("default", "redis://" + server.address(), options);
        LayerCounters counted = new LayerCounters();
        LayerBackend layer =
                new PubSubLayer(RedisOptions.of(config), new LayerContext("default", Ticker.system(), counted));
        open.add(layer);
        counters.add(counted);
        return layer;
    }

    private static String read(LayerBackend layer, Inbox inbox) {
        String channel = layer.newChannel();
        inbox.at(layer, channel);
        return channel;
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plus(DEADLINE)).until(() -> true);
    }

    private static boolean sent(LayerBackend layer, String group, String type) {
        try {
            layer.groupSend(group, Message.of(type)).toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException failed) {
            return false;
        } catch (TimeoutException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static void done(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Throwable failure(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
        throw new AssertionError("It worked");
    }
}
