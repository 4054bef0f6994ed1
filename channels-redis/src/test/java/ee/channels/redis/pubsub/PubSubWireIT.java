package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.MessageTooLargeException;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import ee.channels.redis.Monitor;
import ee.channels.redis.RedisServers;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * What goes over the wire, command by command as channels_redis 4.3 does it, and what its own tests assert of its
 * pub/sub layer.
 */
class PubSubWireIT {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final byte[] JOB = HexFormat.of().parseHex("81a474797065a36a6f62");
    private static final byte[] HI = HexFormat.of().parseHex("81a474797065a26869");

    private final RedisServers redis = new RedisServers();
    private final LayerCounters counters = new LayerCounters();
    private final List<LayerBackend> open = new ArrayList<>();
    private RedisServers.Server server;
    private Monitor monitor;

    @BeforeEach
    void start() {
        server = redis.start();
        monitor = new Monitor(server);
    }

    @AfterEach
    void stop() {
        open.forEach(LayerBackend::close);
        monitor.close();
        redis.close();
    }

    // ---- commands

    @Test
    void new_channels_cost_one_pattern_subscription_for_all_of_them() {
        LayerBackend layer = layer();

        String a = layer.newChannel();
        String b = layer.newChannel();
        new Inbox().at(layer, a);
        done(layer.groupSend("end", Message.of("x")));

        assertThat(a).matches("asgispecific\\.[0-9a-f]{32}!.+");
        assertThat(a.substring(0, 46)).isEqualTo(b.substring(0, 46));
        assertThat(monitor.next(2))
                .extracting(Monitor.Seen::toString)
                .startsWith("PSUBSCRIBE " + a.substring(0, 46) + "*")
                .hasSize(2);
    }

    @Test
    void a_group_costs_one_subscription_a_process_whatever_its_size_and_none_when_the_last_member_has_left() {
        LayerBackend layer = layer();
        monitor.next(1);
        String a = read(layer, new Inbox());
        String b = read(layer, new Inbox());

        done(layer.join("room", a));
        done(layer.join("room", b));
        done(layer.leave("room", a));
        done(layer.leave("room", b));

        assertThat(monitor.next(2))
                .extracting(Monitor.Seen::toString)
                .containsExactly("SUBSCRIBE asgi__group__room", "UNSUBSCRIBE asgi__group__room");
    }

    @Test
    void a_group_message_is_one_publish_of_plain_msgpack() {
        LayerBackend layer = layer();
        monitor.next(1);

        done(layer.groupSend(
                "room",
                Message.of("chat.message").with("text", "héllo").with("n", 1).with("bin", new byte[] {0, (byte) 255})));

        List<Monitor.Seen> seen = monitor.next(1);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).words())
                .startsWith("PUBLISH", "asgi__group__room")
                .hasSize(3);
        assertThat(seen.get(0).bytes(2))
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        "84a474797065ac636861742e6d657373616765a474657874a668c3a96c6c6fa16e01a362696ec40200ff"));
    }

    @Test
    void a_message_to_a_channel_is_published_to_its_bare_name() {
        LayerBackend layer = layer();
        String channel = layer().newChannel();
        monitor.next(2);

        done(layer.send("tasks", Message.of("job")));
        done(layer.send(channel, Message.of("hi")));

        List<Monitor.Seen> seen = monitor.next(2);
        assertThat(seen.get(0).words()).startsWith("PUBLISH", "tasks");
        assertThat(seen.get(0).bytes(2)).isEqualTo(JOB);
        assertThat(seen.get(1).words()).startsWith("PUBLISH", channel);
        assertThat(seen.get(1).bytes(2)).isEqualTo(HI);
    }

    @Test
    void reading_a_named_channel_is_a_subscription_for_as_long_as_it_is_read() {
        LayerBackend layer = layer();
        monitor.next(1);

        Subscription reading = new Inbox().at(layer, "tasks");
        done(layer.send("tasks", Message.of("job")));
        reading.close();

        assertThat(monitor.next(3))
                .extracting(seen -> seen.words().get(0) + " " + seen.words().get(1))
                .containsExactly("SUBSCRIBE tasks", "PUBLISH tasks", "UNSUBSCRIBE tasks");
    }

    @Test
    void closing_sends_nothing() {
        LayerBackend layer = layer();
        done(layer.join("room", read(layer, new Inbox())));
        monitor.next(2);

        layer.close();

        try (Jedis jedis = server.client()) {
            jedis.get("end");
        }
        assertThat(monitor.next(1)).extracting(Monitor.Seen::toString).containsExactly("GET end");
    }

    @Test
    void bytes_as_python_sends_them_reach_a_group_a_channel_and_a_named_channel() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        Inbox tasks = new Inbox();
        String channel = read(layer, inbox);
        done(layer.join("room", channel));
        tasks.at(layer, "tasks");
        done(layer.send("tasks", Message.of("first")));
        assertThat(tasks.next().type()).isEqualTo("first");

        try (Jedis jedis = server.client()) {
            jedis.publish("asgi__group__room".getBytes(), JOB);
            jedis.publish(channel.getBytes(), HI);
            jedis.publish("tasks".getBytes(), JOB);
        }

        assertThat(inbox.types(2)).containsExactlyInAnyOrder("job", "hi");
        assertThat(tasks.next()).isEqualTo(Message.of("job"));
    }

    @Test
    void bytes_that_are_no_message_are_counted_and_the_next_message_arrives() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        done(layer.join("room", read(layer, inbox)));

        try (Jedis jedis = server.client()) {
            jedis.publish("asgi__group__room", "no message");
            jedis.publish("asgi__group__room".getBytes(), JOB);
        }

        assertThat(inbox.next()).isEqualTo(Message.of("job"));
        assertThat(counters.get(Kind.MALFORMED)).isOne();
    }

    // ---- what channels_redis asserts in tests/test_pubsub.py, and the contract does not

    @Test
    void receive_on_non_owned_general_channel() {
        LayerBackend sender = layer();
        LayerBackend receiver = layer();
        Inbox inbox = new Inbox();
        inbox.at(receiver, "non-existent");
        done(receiver.send("non-existent", Message.of("mine")));
        assertThat(inbox.next().type()).isEqualTo("mine");

        done(sender.send("non-existent", Message.of("theirs")));

        assertThat(inbox.next().type()).isEqualTo("theirs");
    }

    @Test
    void send_receive_between_two_processes() {
        LayerBackend sender = layer();
        LayerBackend receiver = layer();
        Inbox inbox = new Inbox();
        String channel = read(receiver, inbox);

        for (String type : List.of("one", "two", "three")) {
            done(sender.send(channel, Message.of(type)));
        }

        assertThat(inbox.types(3)).containsExactly("one", "two", "three");
    }

    @Test
    void groups_basic_across_processes() {
        LayerBackend first = layer();
        LayerBackend second = layer();
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        Inbox three = new Inbox();
        done(first.join("test-group", read(first, one)));
        String discarded = read(second, two);
        done(second.join("test-group", discarded));
        done(second.join("test-group", read(second, three)));
        done(second.leave("test-group", discarded));

        done(first.groupSend("test-group", Message.of("message.1")));

        assertThat(one.next().type()).isEqualTo("message.1");
        assertThat(three.next().type()).isEqualTo("message.1");
        done(first.send(discarded, Message.of("end")));
        assertThat(two.next().type()).isEqualTo("end");
    }

    @Test
    void auto_reconnect() {
        LayerBackend layer = layer("retry-max", "200ms");
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        Inbox three = new Inbox();
        done(layer.join("test-group", read(layer, one)));
        String second = read(layer, two);
        done(layer.join("test-group", second));
        server.command("CLIENT", "KILL", "TYPE", "pubsub");
        done(layer.join("test-group", read(layer, three)));
        done(layer.leave("test-group", second));
        server.command("CLIENT", "KILL", "TYPE", "pubsub");

        await().atMost(DEADLINE).until(() -> {
            done(layer.groupSend("test-group", Message.of("message.1")));
            return one.size() > 0 && three.size() > 0;
        });
        assertThat(two.size()).isZero();
    }

    @Test
    void discard_before_add() {
        LayerBackend layer = layer();

        done(layer.leave("test-group", read(layer, new Inbox())));
    }

    // ---- beyond

    @Test
    void a_channel_of_another_process_cannot_be_put_into_a_group() {
        LayerBackend layer = layer();
        String foreign = layer().newChannel();

        assertThat(failure(layer.join("room", foreign)))
                .isInstanceOf(ChannelLayerException.class)
                .hasMessageContaining(foreign)
                .hasMessageContaining("another process");
    }

    @Test
    void what_comes_faster_than_it_is_handed_on_is_dropped_beyond_the_backlog_and_counted_to_the_unit()
            throws Exception {
        LayerBackend layer = layer("readers", "1", "backlog", "10");
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        for (int member = 0; member < 3; member++) {
            String channel = layer.newChannel();
            layer.subscribe(channel, new ee.channels.layer.Subscriber() {
                @Override
                public Object application() {
                    return this;
                }

                @Override
                public void gap(Gap gap) {}

                @Override
                public boolean offer(Delivery delivery) {
                    busy.countDown();
                    try {
                        return release.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                }
            });
            done(layer.join("room", channel));
        }
        done(layer.groupSend("room", Message.of("first")));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 50; i++) {
            done(layer.groupSend("room", Message.of("m" + i)));
        }

        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(counters.get(Kind.DROPPED_OVERRUN)).isEqualTo(3 * 40));
        release.countDown();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(counters.get(Kind.DELIVERED)).isEqualTo(3 * 11));
        assertThat(counters.get(Kind.ADDRESSED)).isEqualTo(3 * 51);
        assertThat(counters.waiting()).isZero();
    }

    @Test
    void a_group_message_is_decoded_once_for_all_members_of_a_process() {
        LayerBackend layer = layer();
        Object application = new Object();
        List<Inbox> members = List.of(new Inbox(application), new Inbox(application), new Inbox(application));
        members.forEach(member -> done(layer.join("room", read(layer, member))));

        done(layer.groupSend("room", Message.of("x")));

        Message first = members.get(0).next();
        assertThat(members.get(1).next()).isSameAs(first);
        assertThat(members.get(2).next()).isSameAs(first);
    }

    @Test
    void a_message_over_the_limit_is_refused_and_nothing_is_sent() {
        LayerBackend layer = layer("max-message", "1000");
        monitor.next(1);

        assertThat(failure(layer.groupSend("room", Message.of("x").with("text", "x".repeat(1000)))))
                .isInstanceOf(MessageTooLargeException.class);

        done(layer.groupSend("room", Message.of("x")));
        assertThat(monitor.next(1)).hasSize(1);
    }

    @Test
    void a_prefix_that_no_channel_name_may_have_is_that_of_groups_alone() {
        LayerBackend layer = layer("prefix", "app:{1}*");
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        done(layer.join("room", channel));
        List<Monitor.Seen> seen = monitor.next(2);

        done(layer.groupSend("room", Message.of("group")));
        done(layer.send(channel, Message.of("channel")));

        assertThat(inbox.types(2)).containsExactlyInAnyOrder("group", "channel");
        assertThat(channel).startsWith("specific.");
        assertThat(seen)
                .extracting(Monitor.Seen::toString)
                .containsExactlyInAnyOrder(
                        "PSUBSCRIBE " + channel.substring(0, channel.indexOf('!') + 1) + "*",
                        "SUBSCRIBE app:{1}*__group__room");
    }

    private LayerBackend layer(String... options) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        LayerConfig config = LayerConfig.of("default", "redis://" + server.address(), map);
        LayerBackend layer =
                new PubSubLayer(RedisOptions.of(config), new LayerContext("default", Ticker.system(), counters));
        open.add(layer);
        return layer;
    }

    private static String read(LayerBackend layer, Inbox inbox) {
        String channel = layer.newChannel();
        inbox.at(layer, channel);
        return channel;
    }

    private static void done(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
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
