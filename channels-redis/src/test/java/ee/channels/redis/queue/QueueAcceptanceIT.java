package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static ee.channels.redis.queue.QueueLayers.failure;
import static ee.channels.redis.queue.QueueLayers.read;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.ChannelFullException;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.MessageTooLargeException;
import ee.channels.layer.Subscription;
import ee.channels.message.ChannelName;
import ee.channels.message.GroupName;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What channels_redis' own tests of its core layer assert, each under its name, and what they leave out. */
class QueueAcceptanceIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** A channel of a process that is not there, so that its messages stay in Redis. */
    private static final String ELSEWHERE = "specific.00000000000000000000000000000000!a";

    private static final String ELSEWHERE_TOO = "specific.11111111111111111111111111111111!b";

    private static RedisServers servers;
    private static RedisServers.Server redis;

    private final LayerCounters counters = new LayerCounters();
    private final QueueLayers one = new QueueLayers("redis://" + redis.address());
    private final QueueLayers ten = new QueueLayers(tenDatabases());

    private static String tenDatabases() {
        StringBuilder url = new StringBuilder("redis://");
        for (int i = 0; i < 10; i++) {
            url.append(i == 0 ? "" : ",").append(redis.address()).append('/').append(i);
        }
        return url.toString();
    }

    @BeforeAll
    static void start() {
        servers = new RedisServers();
        redis = servers.start();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void empty() {
        redis.command("FLUSHALL");
    }

    @AfterEach
    void close() {
        one.close();
        ten.close();
    }

    /** As the original's tests have it. */
    private QueueLayer layer() {
        return one.open(counters, "capacity", "3", "channel-capacity", "tiny=1");
    }

    private static Message message(String type) {
        return Message.of(type);
    }

    private static void letPass(Duration time) {
        await().pollDelay(time).atMost(time.plus(DEADLINE)).until(() -> true);
    }

    // ---- messages: send_receive, double_receive, multi_send_receive, process_local_send_receive

    @Test
    void send_receive() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        done(layer.send("test-channel-1", message("test.message").with("text", "Ahoy-hoy!")));

        inbox.at(layer, "test-channel-1");

        assertThat(inbox.next()).isEqualTo(message("test.message").with("text", "Ahoy-hoy!"));
    }

    @Test
    void double_receive() {
        LayerBackend layer = layer();
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        String one = read(layer, first);
        String two = read(layer, second);

        done(layer.send(one, message("one")));
        done(layer.send(two, message("two")));

        assertThat(first.next().type()).isEqualTo("one");
        assertThat(second.next().type()).isEqualTo("two");
    }

    @Test
    void process_local_send_receive() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);

        done(layer.send(channel, message("test.message").with("text", "Local only please")));

        assertThat(inbox.next().getString("text")).isEqualTo("Local only please");
    }

    @Test
    void multi_send_receive() {
        LayerBackend layer = layer();
        for (String type : List.of("m1", "m2", "m3")) {
            done(layer.send("test-channel-3", message(type)));
        }
        Inbox inbox = new Inbox();

        inbox.at(layer, "test-channel-3");

        assertThat(inbox.types(3)).containsExactly("m1", "m2", "m3");
    }

    // ---- capacity: send_capacity, send_specific_capacity, group_send_capacity, receive_buffer_respects_capacity

    @Test
    void send_capacity() {
        LayerBackend layer = layer();
        for (int i = 0; i < 3; i++) {
            done(layer.send("test-channel-1", message("hey")));
        }

        assertThat(failure(layer.send("test-channel-1", message("hey")))).isInstanceOf(ChannelFullException.class);
    }

    @Test
    void send_specific_capacity() {
        LayerBackend layer = one.open("capacity", "3", "channel-capacity", "one=1");
        done(layer.send("one", message("hey")));

        assertThat(failure(layer.send("one", message("hey")))).isInstanceOf(ChannelFullException.class);
    }

    @Test
    void capacity_patterns_are_globs_and_regular_expressions_and_hold_for_groups_too() {
        LayerBackend layer = one.open(counters, "channel-capacity", "one*=1, /tw.=/=9, /tw./=2");
        for (String channel : List.of("one.a", "two")) {
            done(layer.join("room", channel));
        }
        for (int i = 0; i < 3; i++) {
            done(layer.groupSend("room", message("m" + i)));
        }

        try (Jedis jedis = redis.client()) {
            assertThat(jedis.zcard("asgione.a")).isEqualTo(1);
            assertThat(jedis.zcard("asgitwo")).isEqualTo(2);
        }
        assertThat(counters.get(Kind.DROPPED_FULL)).isEqualTo(3);
    }

    @Test
    void groups_channel_full() {
        LayerBackend layer = layer();
        done(layer.join("test-group", ELSEWHERE));

        for (int i = 0; i < 10; i++) {
            done(layer.groupSend("test-group", message("message.1")));
        }

        assertThat(counters.get(Kind.DROPPED_FULL)).isEqualTo(7);
    }

    @Test
    void group_send_capacity() {
        LayerBackend layer = one.open(counters, "capacity", "3");
        done(layer.join("test-group", ELSEWHERE));
        try (Log log = new Log()) {
            for (int i = 0; i < 4; i++) {
                done(layer.groupSend("test-group", message("m" + i)));
            }

            assertThat(log.lines).containsExactly("1 of 1 channels over capacity in group test-group");
        }
        try (Jedis jedis = redis.client()) {
            assertThat(jedis.zcard("asgi" + ChannelName.prefix(ELSEWHERE))).isEqualTo(3);
        }
    }

    @Test
    void group_send_capacity_multiple_channels() {
        LayerBackend layer = layer();
        done(layer.join("test-group", ELSEWHERE));
        done(layer.join("test-group", ELSEWHERE_TOO));
        done(layer.send(ELSEWHERE, message("fills")));
        try (Log log = new Log()) {
            for (int i = 0; i < 3; i++) {
                done(layer.groupSend("test-group", message("m" + i)));
            }

            assertThat(log.lines).containsExactly("1 of 2 channels over capacity in group test-group");
        }
        try (Jedis jedis = redis.client()) {
            assertThat(jedis.zcard("asgi" + ChannelName.prefix(ELSEWHERE_TOO))).isEqualTo(3);
        }
    }

    @Test
    void receive_buffer_respects_capacity() {
        LayerBackend layer = one.open(counters, "capacity", "100");
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        done(layer.join("room", channel));

        for (int i = 0; i < 1000; i++) {
            done(layer.groupSend("room", message("m" + i)));
        }

        // The newest go where the original drops the oldest; either way there are a hundred, in order.
        await().atMost(DEADLINE).until(() -> counters.get(Kind.DROPPED_FULL) == 900);
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(inbox.size()).isEqualTo(100));
        assertThat(inbox.types(2)).containsExactly("m0", "m1");
    }

    // ---- names: reject_bad_channel, reject_bad_client_prefix, random_reset, group key formats

    @Test
    void reject_bad_channel() {
        assertThatThrownBy(() -> ChannelName.check("=+135!")).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void names_of_99_characters_are_carried_and_those_of_100_are_none() {
        String longest = "x".repeat(99);
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        inbox.at(layer, longest);
        done(layer.join(longest, longest));

        done(layer.groupSend(longest, message("hello")));

        assertThat(inbox.next().type()).isEqualTo("hello");
        assertThatThrownBy(() -> ChannelName.check(longest + "x")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> GroupName.check(longest + "x")).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void random_reset_does_not_repeat_names_nor_client_prefixes() {
        Set<String> prefixes = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            prefixes.add(ChannelName.prefix(layer().newChannel()));
        }

        assertThat(prefixes).hasSize(5);
    }

    @Test
    void default_group_key_format_and_custom_group_key_format() {
        done(layer().join("test_group", ELSEWHERE));
        done(one.open("prefix", "test_prefix").join("test_group", ELSEWHERE));

        try (Jedis jedis = redis.client()) {
            assertThat(jedis.exists("asgi:group:test_group", "test_prefix:group:test_group"))
                    .isEqualTo(2);
        }
    }

    // ---- groups: groups_basic, groups_same_prefix, groups_multiple_hosts

    @Test
    void groups_basic() {
        groupsBasic(layer());
    }

    @Test
    void groups_multiple_hosts() {
        groupsBasic(ten.open(counters));
    }

    private static void groupsBasic(LayerBackend layer) {
        List<Inbox> inboxes = List.of(new Inbox(), new Inbox(), new Inbox());
        List<String> channels = new ArrayList<>();
        for (Inbox inbox : inboxes) {
            channels.add(read(layer, inbox));
            done(layer.join("test-group", channels.get(channels.size() - 1)));
        }
        done(layer.leave("test-group", channels.get(1)));

        done(layer.groupSend("test-group", message("message.1")));

        assertThat(inboxes.get(0).next().type()).isEqualTo("message.1");
        assertThat(inboxes.get(2).next().type()).isEqualTo("message.1");
        done(layer.send(channels.get(1), message("only")));
        assertThat(inboxes.get(1).next().type()).isEqualTo("only");
    }

    @Test
    void groups_same_prefix() {
        LayerBackend layer = layer();
        List<Inbox> inboxes = List.of(new Inbox(), new Inbox(), new Inbox());
        inboxes.forEach(inbox -> done(layer.join("test-group", read(layer, inbox))));

        done(layer.groupSend("test-group", message("message.1")));

        assertThat(inboxes).allSatisfy(inbox -> assertThat(inbox.next().type()).isEqualTo("message.1"));
    }

    @Test
    void groups_multiple_hosts_performance() {
        LayerBackend layer = ten.open(counters);
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            inboxes.add(new Inbox());
            done(layer.join("test-group", read(layer, inboxes.get(i))));
        }

        done(layer.groupSend("test-group", message("message.1")));

        assertThat(inboxes).allSatisfy(inbox -> assertThat(inbox.next().type()).isEqualTo("message.1"));
    }

    @Test
    void repeated_group_send_from_several_threads() {
        LayerBackend layer = layer();
        CompletionStage<Void> first = layer.groupSend("test-group", message("one"));
        CompletionStage<Void> second = layer.groupSend("test-group", message("two"));

        done(first);
        done(second);
    }

    @Test
    void direct_sends_with_several_hosts_all_arrive_and_in_order() {
        LayerBackend sender = ten.open();
        LayerBackend receiver = ten.open("capacity", "1000");
        Inbox inbox = new Inbox();
        String channel = read(receiver, inbox);

        for (int i = 0; i < 200; i++) {
            done(sender.send(channel, message("m" + i)));
        }

        for (int i = 0; i < 200; i++) {
            assertThat(inbox.next().type()).isEqualTo("m" + i);
        }
    }

    // ---- receive_cancel

    @Test
    void receive_cancel_loses_nothing_whenever_the_reading_ends() {
        LayerBackend layer = one.open("capacity", "1000");
        List<String> got = new ArrayList<>();
        int sent = 0;
        for (int round = 0; round < 30; round++) {
            Inbox inbox = new Inbox();
            Subscription subscription = inbox.at(layer, "test-channel");
            for (int i = 0; i < 5; i++) {
                done(layer.send("test-channel", message("m" + sent++)));
            }
            subscription.close();
            while (inbox.size() > 0) {
                got.add(inbox.next().type());
            }
        }
        Inbox last = new Inbox();
        last.at(layer, "test-channel");
        while (got.size() < sent) {
            got.add(last.next().type());
        }

        assertThat(got).doesNotHaveDuplicates().hasSize(sent);
    }

    // ---- message_expiry

    @Test
    void message_expiry_earliest_message_expires() {
        LayerBackend layer = one.open(counters, "expiry", "6s");
        done(layer.send("test-channel", message("m0")));
        letPass(Duration.ofSeconds(5));
        done(layer.send("test-channel", message("m5")));
        letPass(Duration.ofMillis(1_200));
        done(layer.send("test-channel", message("m6")));
        Inbox inbox = new Inbox();

        inbox.at(layer, "test-channel");

        assertThat(inbox.types(2)).containsExactly("m5", "m6");
        done(layer.send("test-channel", message("end")));
        assertThat(inbox.next().type()).isEqualTo("end");
        assertThat(counters.get(Kind.DROPPED_EXPIRED)).isEqualTo(1);
    }

    @Test
    void message_expiry_all_messages_under_expiration_time() {
        LayerBackend layer = one.open("expiry", "6s");
        for (String type : List.of("m0", "m1", "m2")) {
            done(layer.send("test-channel", message(type)));
            letPass(Duration.ofMillis(500));
        }
        Inbox inbox = new Inbox();

        inbox.at(layer, "test-channel");

        assertThat(inbox.types(3)).containsExactly("m0", "m1", "m2");
    }

    @Test
    void message_expiry_group_send() {
        LayerBackend layer = one.open("expiry", "6s");
        done(layer.join("test-group", "test-channel"));
        done(layer.groupSend("test-group", message("m0")));
        letPass(Duration.ofSeconds(5));
        done(layer.groupSend("test-group", message("m5")));
        letPass(Duration.ofMillis(1_200));
        done(layer.groupSend("test-group", message("m6")));
        Inbox inbox = new Inbox();

        inbox.at(layer, "test-channel");

        assertThat(inbox.types(2)).containsExactly("m5", "m6");
    }

    @Test
    void what_has_expired_is_not_delivered_though_it_still_lies_in_the_queue() {
        LayerBackend layer = one.open(counters, "expiry", "3s");
        Inbox inbox = new Inbox();
        try (Jedis jedis = redis.client()) {
            double old = System.currentTimeMillis() / 1000.0 - 10;
            done(one.open("expiry", "1h").send("jobs", message("new")));
            jedis.zadd("asgijobs".getBytes(US_ASCII), old, entry("old"));
        }

        inbox.at(layer, "jobs");

        assertThat(inbox.next().type()).isEqualTo("new");
        assertThat(counters.get(Kind.DROPPED_EXPIRED)).isEqualTo(1);
    }

    private static byte[] entry(String type) {
        // {'type': type} in msgpack is 81 a4 't' 'y' 'p' 'e' a3 …
        byte[] payload = new byte[12 + 7 + type.length()];
        payload[12] = (byte) 0x81;
        payload[13] = (byte) 0xa4;
        System.arraycopy("type".getBytes(US_ASCII), 0, payload, 14, 4);
        payload[18] = (byte) (0xa0 + type.length());
        System.arraycopy(type.getBytes(US_ASCII), 0, payload, 19, type.length());
        return payload;
    }

    // ---- order

    @Test
    void order_is_kept_with_a_clock_that_stands_still_and_one_that_steps_back() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
        LayerBackend sender = one.open(new LayerCounters(), time::get, "capacity", "10000");
        LayerBackend receiver = one.open("capacity", "10000");
        Inbox inbox = new Inbox();
        String channel = read(receiver, inbox);
        done(sender.join("room", channel));

        CompletionStage<Void> last = null;
        for (int i = 0; i < 600; i++) {
            if (i % 200 == 199) {
                time.set(time.get().minusSeconds(7));
            }
            last = i % 2 == 0 ? sender.send(channel, message("m" + i)) : sender.groupSend("room", message("m" + i));
        }
        done(last);

        for (int i = 0; i < 600; i++) {
            assertThat(inbox.next().type()).isEqualTo("m" + i);
        }
    }

    @Test
    void a_named_channel_over_ten_databases_is_read_in_the_order_of_sending() {
        LayerBackend layer = ten.open("capacity", "1000");
        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");

        for (int i = 0; i < 100; i++) {
            done(layer.send("jobs", message("m" + i)));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(inbox.next().type()).isEqualTo("m" + i);
        }
    }

    // ---- readers

    @Test
    void two_layers_on_one_named_channel_share_its_messages_and_none_gets_one_twice() {
        LayerBackend sender = one.open("capacity", "10000");
        List<Inbox> inboxes = List.of(new Inbox(), new Inbox());
        inboxes.forEach(inbox -> inbox.at(one.open("capacity", "10000"), "jobs"));
        int number = 1000;

        for (int i = 0; i < number; i++) {
            done(sender.send("jobs", message("m" + i)));
        }

        await().atMost(DEADLINE)
                .until(() -> inboxes.stream().mapToInt(Inbox::size).sum() == number);
        Set<String> all = new HashSet<>();
        for (Inbox inbox : inboxes) {
            all.addAll(inbox.types(inbox.size()));
        }
        assertThat(all).hasSize(number);
    }

    @Test
    void a_reader_without_room_leaves_messages_to_others_and_to_later() {
        LayerBackend sender = one.open("capacity", "100");
        LayerBackend full = one.open(counters, "capacity", "2");
        Inbox slow = new Inbox();
        slow.at(full, "jobs");
        for (int i = 0; i < 10; i++) {
            done(sender.send("jobs", message("m" + i)));
        }
        await().atMost(DEADLINE).until(() -> slow.size() == 2);
        Inbox other = new Inbox();

        other.at(one.open("capacity", "100"), "jobs");

        assertThat(other.types(8)).doesNotHaveDuplicates();
        assertThat(slow.types(2)).containsExactly("m0", "m1");
        assertThat(counters.get(Kind.DROPPED_FULL)).isZero();
    }

    @Test
    void what_a_closing_layer_has_fetched_and_not_handed_over_is_put_back() {
        LayerBackend sender = ten.open("capacity", "1000");
        QueueLayer closing = ten.open("capacity", "1");
        Inbox slow = new Inbox();
        slow.at(closing, "jobs");
        int number = 200;
        for (int i = 0; i < number; i++) {
            done(sender.send("jobs", message("m" + i)));
        }
        await().atMost(DEADLINE).until(() -> slow.size() == 1);

        closing.close();

        Inbox rest = new Inbox();
        rest.at(ten.open("capacity", "1000"), "jobs");
        Set<String> got = new HashSet<>(rest.types(number - 1));
        got.addAll(slow.types(slow.size()));
        assertThat(got).hasSize(number);
    }

    // ---- what is left behind

    @Test
    void no_key_is_without_a_time_to_live_after_a_busy_run() {
        LayerBackend layer = one.open("capacity", "50");
        LayerBackend patterns = one.open("channel-capacity", "x=1");
        for (int i = 0; i < 200; i++) {
            LayerBackend by = i % 2 == 0 ? layer : patterns;
            Inbox inbox = new Inbox();
            String channel = by.newChannel();
            Subscription subscription = inbox.at(by, channel);
            done(by.join("g" + i % 7, channel));
            done(by.join("g" + i % 7, i % 3 == 0 ? ELSEWHERE : "named" + i % 5));
            by.groupSend("g" + i % 7, message("m"));
            by.send("named" + i % 5, message("m"));
            by.send(ELSEWHERE_TOO, message("m"));
            if (i % 2 == 0) {
                subscription.close();
            }
        }
        Subscription reader = new Inbox().at(layer, "named1");
        done(layer.groupSend("g1", message("end")));
        done(patterns.groupSend("g1", message("end")));
        reader.close();

        try (Jedis jedis = redis.client()) {
            Set<String> keys = jedis.keys("*");
            assertThat(keys).hasSizeGreaterThan(10);
            assertThat(keys)
                    .allSatisfy(key -> assertThat(jedis.ttl(key)).as(key).isNotEqualTo(-1));
            assertThat(keys).noneMatch(key -> key.endsWith("$inflight"));
        }
    }

    @Test
    void a_closed_layer_has_left_its_groups() {
        QueueLayer layer = layer();
        done(layer.join("room", read(layer, new Inbox())));

        layer.close();

        try (Jedis jedis = redis.client()) {
            assertThat(jedis.exists("asgi:group:room")).isFalse();
        }
    }

    @Test
    void a_channel_of_another_process_stays_in_a_group_while_this_one_renews_its_own_and_when_it_ends() {
        QueueLayer layer = one.open("group-expiry", "6s");
        String mine = read(layer, new Inbox());
        done(layer.join("room", mine));
        done(layer.join("room", ELSEWHERE));
        try (Jedis jedis = redis.client()) {
            double joined = jedis.zscore("asgi:group:room", mine);
            await().atMost(DEADLINE).until(() -> jedis.zscore("asgi:group:room", mine) > joined);
            assertThat(jedis.zrange("asgi:group:room", 0, -1)).containsExactly(ELSEWHERE, mine);

            layer.close();

            assertThat(jedis.zrange("asgi:group:room", 0, -1)).containsExactly(ELSEWHERE);
        }
    }

    @Test
    void no_thread_survives_the_end_not_even_of_a_reader_that_has_just_ended() {
        QueueLayer layer = one.open();
        Subscription ended = new Inbox().at(layer, "jobs");
        new Inbox().at(layer, "others");
        ended.close();

        layer.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("channels-redis-"));
    }

    @Test
    void flush_deletes_this_layers_keys_and_not_those_of_a_longer_prefix() {
        LayerBackend layer = layer();
        LayerBackend other = one.open("prefix", "asgi2");
        for (LayerBackend each : List.of(layer, other)) {
            done(each.join("room", ELSEWHERE));
            done(each.send(ELSEWHERE, message("m")));
            done(each.send("jobs", message("m")));
        }
        redis.command("SET", "asgi-session", "x");

        done(layer.flush());

        try (Jedis jedis = redis.client()) {
            assertThat(jedis.keys("*"))
                    .containsExactlyInAnyOrder(
                            "asgi-session", "asgi2:group:room", "asgi2" + ChannelName.prefix(ELSEWHERE), "asgi2jobs");
        }
    }

    // ---- bytes

    @Test
    void a_message_of_a_megabyte_to_a_group() {
        LayerBackend layer = one.open(counters);
        Inbox inbox = new Inbox();
        done(layer.join("room", read(layer, inbox)));
        Message large = message("large").with("text", "x".repeat(1_000_000));

        done(layer.groupSend("room", large));

        assertThat(inbox.next()).isEqualTo(large);
    }

    @Test
    void a_message_over_the_limit_is_refused_before_it_is_sent() {
        for (String more : List.of("asgi", "encrypted")) {
            LayerBackend layer = more.equals("asgi")
                    ? one.open("max-message", "1000")
                    : one.open("max-message", "1000", "encryption-keys", "k");
            Message large = message("large").with("text", "x".repeat(1000));

            assertThat(failure(layer.send("jobs", large))).isInstanceOf(MessageTooLargeException.class);
            assertThat(failure(layer.groupSend("room", large))).isInstanceOf(MessageTooLargeException.class);
        }
    }

    @Test
    void a_token_that_is_too_old_is_not_read() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
        LayerBackend sender = one.open(
                new LayerCounters(), () -> time.get().minusSeconds(75), "encryption-keys", "k", "expiry", "1h");
        LayerBackend receiver = one.open(counters, "encryption-keys", "k");
        done(sender.send("jobs", message("old")));
        Inbox inbox = new Inbox();

        inbox.at(receiver, "jobs");
        done(receiver.send("jobs", message("new")));

        assertThat(inbox.next().type()).isEqualTo("new");
        assertThat(counters.get(Kind.MALFORMED) + counters.get(Kind.DROPPED_EXPIRED))
                .isEqualTo(1);
    }

    @Test
    void keys_are_rotated_without_a_loss() {
        LayerBackend before = one.open("encryption-keys", "old");
        LayerBackend after = one.open("encryption-keys", "new old");
        Inbox inbox = new Inbox();
        inbox.at(after, "jobs");

        done(before.send("jobs", message("by-the-old")));
        assertThat(inbox.next().type()).isEqualTo("by-the-old");
        done(after.send("jobs", message("by-the-new")));
        assertThat(inbox.next().type()).isEqualTo("by-the-new");
    }

    @Test
    void a_script_that_the_server_has_forgotten_is_sent_again() {
        LayerBackend layer = one.open("capacity", "1000");
        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");
        for (int i = 0; i < 5; i++) {
            done(layer.send("jobs", message("m" + i)));
            redis.command("SCRIPT", "FLUSH");
        }

        assertThat(inbox.types(5)).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    /** What the layer logs about groups. */
    private static final class Log extends Handler implements AutoCloseable {
        private static final Logger LOGGER = Logger.getLogger(GroupSender.class.getName());

        private final List<String> lines = new ArrayList<>();

        Log() {
            LOGGER.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(java.text.MessageFormat.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            LOGGER.removeHandler(this);
        }
    }
}
