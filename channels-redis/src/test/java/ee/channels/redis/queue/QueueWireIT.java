package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static ee.channels.redis.queue.QueueLayers.failure;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.ChannelFullException;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * What goes to Redis, compared with what channels_redis 4.3 was recorded to send: for each key the same commands, and
 * in the queues the same bytes but for the twelve that readers discard. Where the original needs several trips, the
 * commands are those that the script runs.
 */
class QueueWireIT {
    private static final String A = "specific.cb41dc68ff294cb699ff1c0f1b4da836!c9ff24a5028044dbb74302ed6e74deca";
    private static final String B = "specific.cb41dc68ff294cb699ff1c0f1b4da836!bbf68542ce5b4458b857f5b1fddeaaeb";
    private static final String C = "specific.596d7ef5f40241e0917192931b8ac248!8c2bcb463c08488f9cc0b1f3e9f5bc2a";
    private static final String QUEUE_OF_A_AND_B = "asgispecific.cb41dc68ff294cb699ff1c0f1b4da836!";
    private static final String QUEUE_OF_C = "asgispecific.596d7ef5f40241e0917192931b8ac248!";

    private static final Message MESSAGE = Message.of("chat.message")
            .with("text", "h\u00e9llo")
            .with("n", 1)
            .with("big", 1099511627776L)
            .with("neg", -5)
            .with("f", 1.5)
            .with("ok", true)
            .with("none", null)
            .with("bin", new byte[] {0, (byte) 0xff})
            .with("list", List.of(1, "x"))
            .with("map", Map.of("k", "v"));

    private static RedisServers servers;
    private static RedisServers.Server redis;
    private final QueueLayers layers = new QueueLayers("redis://" + redis.address());

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
        layers.close();
    }

    // ---- commands

    @Test
    void joining_and_leaving_are_the_commands_of_A2_and_A17() {
        LayerBackend layer = layers.open();
        try (Monitor monitor = new Monitor()) {
            done(layer.join("room", A));
            done(layer.leave("room", A));

            assertThat(monitor.commands())
                    .containsExactly(
                            "ZADD asgi:group:room <time> " + A,
                            "EXPIRE asgi:group:room 86400",
                            "ZREM asgi:group:room " + A);
        }
    }

    @Test
    void leaving_what_one_is_not_in_is_the_command_of_A18() {
        LayerBackend layer = layers.open();
        try (Monitor monitor = new Monitor()) {
            done(layer.leave("room", "nobody"));

            assertThat(monitor.commands()).containsExactly("ZREM asgi:group:room nobody");
        }
    }

    @Test
    void a_message_to_a_group_is_for_each_key_the_commands_of_A5() {
        LayerBackend layer = layers.open();
        joined(layer, A, B, C);
        try (Monitor monitor = new Monitor()) {
            done(layer.groupSend("room", MESSAGE));

            assertThat(byKey(monitor.commands()))
                    .isEqualTo(Map.of(
                            "asgi:group:room",
                            List.of("ZREMRANGEBYSCORE asgi:group:room 0 <time>", "ZRANGE asgi:group:room 0 -1"),
                            QUEUE_OF_A_AND_B,
                            pushedTo(QUEUE_OF_A_AND_B),
                            QUEUE_OF_C,
                            pushedTo(QUEUE_OF_C)));
        }
    }

    @Test
    void a_message_to_a_group_of_two_trips_is_for_each_key_the_same_commands() {
        LayerBackend layer = layers.open("channel-capacity", "one*=1");
        joined(layer, A, B, C);
        try (Monitor monitor = new Monitor()) {
            done(layer.groupSend("room", MESSAGE));

            assertThat(byKey(monitor.commands()))
                    .isEqualTo(Map.of(
                            "asgi:group:room",
                            List.of("ZREMRANGEBYSCORE asgi:group:room 0 <time>", "ZRANGE asgi:group:room 0 -1"),
                            QUEUE_OF_A_AND_B,
                            pushedTo(QUEUE_OF_A_AND_B),
                            QUEUE_OF_C,
                            pushedTo(QUEUE_OF_C)));
        }
    }

    @Test
    void a_message_to_an_empty_group_is_the_commands_of_A19() {
        LayerBackend layer = layers.open();
        try (Monitor monitor = new Monitor()) {
            done(layer.groupSend("empty", MESSAGE));

            assertThat(monitor.commands())
                    .containsExactly("ZREMRANGEBYSCORE asgi:group:empty 0 <time>", "ZRANGE asgi:group:empty 0 -1");
        }
    }

    @Test
    void a_message_to_a_channel_is_the_commands_of_A9_and_A11() {
        LayerBackend layer = layers.open();
        try (Monitor monitor = new Monitor()) {
            done(layer.send(A, Message.of("hi")));
            done(layer.send("tasks", Message.of("job")));

            List<String> expected = new ArrayList<>(pushedTo(QUEUE_OF_A_AND_B));
            expected.addAll(pushedTo("asgitasks"));
            assertThat(monitor.commands()).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void a_full_channel_is_looked_at_and_not_written_to_as_in_A20_to_A22() {
        LayerBackend layer = layers.open("capacity", "2", "prefix", "cap");
        String key = "cap" + "specific.cb41dc68ff294cb699ff1c0f1b4da836!";
        done(layer.join("g", A));
        done(layer.send(A, Message.of("one")));
        done(layer.send(A, Message.of("two")));
        try (Monitor monitor = new Monitor()) {
            assertThat(failure(layer.send(A, Message.of("three")))).isInstanceOf(ChannelFullException.class);
            assertThat(failure(layer.send(B, Message.of("three")))).isInstanceOf(ChannelFullException.class);
            done(layer.groupSend("g", Message.of("four")));

            String purge = "ZREMRANGEBYSCORE " + key + " 0 <time>";
            String count = "ZCOUNT " + key + " -inf +inf";
            assertThat(monitor.commands())
                    .containsExactly(
                            purge,
                            count,
                            purge,
                            count,
                            "ZREMRANGEBYSCORE cap:group:g 0 <time>",
                            "ZRANGE cap:group:g 0 -1",
                            purge,
                            count);
        }
    }

    private static List<String> pushedTo(String key) {
        return List.of(
                "ZREMRANGEBYSCORE " + key + " 0 <time>",
                "ZCOUNT " + key + " -inf +inf",
                "ZADD " + key + " <time> <entry>",
                "EXPIRE " + key + " 60");
    }

    private static Map<String, List<String>> byKey(List<String> commands) {
        return commands.stream().collect(groupingBy(command -> command.split(" ")[1], mapping(c -> c, toList())));
    }

    private static void joined(LayerBackend layer, String... channels) {
        for (String channel : channels) {
            done(layer.join("room", channel));
        }
    }

    // ---- bytes

    @Test
    void a_group_message_is_one_entry_for_each_process_with_the_bytes_of_A5() {
        LayerBackend layer = layers.open();
        joined(layer, A, B, C);

        done(layer.groupSend("room", MESSAGE));

        assertThat(payload(QUEUE_OF_A_AND_B)).isEqualTo(hex(PAYLOAD_OF_A_AND_B));
        assertThat(payload(QUEUE_OF_C)).isEqualTo(hex(PAYLOAD_OF_C));
    }

    @Test
    void a_group_message_of_two_trips_has_the_same_bytes() {
        LayerBackend layer = layers.open("channel-capacity", "one*=1");
        joined(layer, A, B, C);

        done(layer.groupSend("room", MESSAGE));

        assertThat(payload(QUEUE_OF_A_AND_B)).isEqualTo(hex(PAYLOAD_OF_A_AND_B));
        assertThat(payload(QUEUE_OF_C)).isEqualTo(hex(PAYLOAD_OF_C));
    }

    @Test
    void a_group_message_in_JSON_is_the_same_in_one_trip_as_in_two() {
        LayerBackend one = layers.open("format", "json", "prefix", "one");
        LayerBackend two = layers.open("format", "json", "prefix", "two", "channel-capacity", "one*=1");
        Message message =
                Message.of("chat.message").with("text", "h\u00e9llo \"x\"]}").with("list", List.of("x"));
        for (LayerBackend layer : List.of(one, two)) {
            joined(layer, A, B, C, "named");
            done(layer.groupSend("room", message));
        }

        for (String queue : List.of(QUEUE_OF_A_AND_B, QUEUE_OF_C, "asginamed")) {
            String name = queue.substring("asgi".length());
            String inOne = new String(payload("one" + name), UTF_8);
            assertThat(inOne.replaceAll("\\s", ""))
                    .isEqualTo(new String(payload("two" + name), UTF_8).replaceAll("\\s", ""))
                    .startsWith("{\"type\":\"chat.message\"");
        }
        assertThat(new String(payload("one" + QUEUE_OF_C.substring(4)), UTF_8).replaceAll("\\s", ""))
                .endsWith("\"__asgi_channel__\":[\"" + C + "\"]}");
    }

    @Test
    void large_groups_have_the_same_bytes_in_one_trip_as_in_two() {
        for (int size : new int[] {15, 16, 300, 66_000}) {
            String prefix = "s" + size;
            LayerBackend one = layers.open("prefix", prefix + "one");
            LayerBackend two = layers.open("prefix", prefix + "two", "channel-capacity", "one*=1");
            try (Jedis jedis = redis.client()) {
                for (String layer : List.of("one", "two")) {
                    Map<String, Double> members = new HashMap<>();
                    for (int i = 0; i < size; i++) {
                        members.put("x!" + i, now() + i / 1e6);
                    }
                    jedis.zadd(prefix + layer + ":group:room", members);
                }
            }

            done(one.groupSend("room", MESSAGE));
            done(two.groupSend("room", MESSAGE));

            assertThat(payload(prefix + "onex!")).isEqualTo(payload(prefix + "twox!"));
        }
    }

    @Test
    void a_message_to_a_channel_has_the_bytes_of_A9_and_A11() {
        LayerBackend layer = layers.open();

        done(layer.send(A, Message.of("hi")));
        done(layer.send("tasks", Message.of("job")));

        assertThat(payload(QUEUE_OF_A_AND_B))
                .isEqualTo(hex("82a474797065a26869b05f5f617367695f6368616e6e656c5f5fd94a"
                        + HexFormat.of().formatHex(A.getBytes(US_ASCII))));
        assertThat(payload("asgitasks")).isEqualTo(hex("81a474797065a36a6f62"));
    }

    @Test
    void a_job_that_the_original_has_sent_is_read_A11() {
        try (Jedis jedis = redis.client()) {
            jedis.zadd("asgitasks".getBytes(US_ASCII), now(), hex("3730778ba67bf9f7d6f7b9a781a474797065a36a6f62"));
        }
        Inbox inbox = new Inbox();

        inbox.at(layers.open(), "tasks");

        assertThat(inbox.next()).isEqualTo(Message.of("job"));
    }

    @Test
    void messages_that_the_original_has_sent_to_this_process_are_read_whichever_server_it_took() {
        QueueLayers sharded = new QueueLayers(
                "redis://" + redis.address() + "/1," + redis.address() + "/2," + redis.address() + "/3");
        try {
            LayerBackend layer = sharded.open();
            Inbox inbox = new Inbox();
            String channel = QueueLayers.read(layer, inbox);
            String queue = "asgi" + channel.substring(0, channel.indexOf('!') + 1);
            for (int database = 1; database <= 3; database++) {
                try (Jedis jedis = redis.client()) {
                    jedis.select(database);
                    jedis.zadd(queue.getBytes(US_ASCII), now(), original(channel, "m" + database));
                }
                assertThat(inbox.next().type()).isEqualTo("m" + database);
            }
        } finally {
            sharded.close();
        }
    }

    /** As A9: {@code {'type': type, '__asgi_channel__': channel}} behind twelve random bytes. */
    private static byte[] original(String channel, String type) {
        byte[] name = channel.getBytes(US_ASCII);
        return hex("9e79ad4eeb65767660ed669c82a474797065a2"
                + HexFormat.of().formatHex(type.getBytes(US_ASCII))
                + "b05f5f617367695f6368616e6e656c5f5fd9"
                + HexFormat.of().toHexDigits((byte) name.length)
                + HexFormat.of().formatHex(name));
    }

    @Test
    void what_is_no_message_is_counted_and_the_next_one_comes() {
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layers.open(counters);
        Inbox inbox = new Inbox();
        String channel = QueueLayers.read(layer, inbox);
        byte[] queue = ("asgi" + channel.substring(0, channel.indexOf('!') + 1)).getBytes(US_ASCII);
        try (Jedis jedis = redis.client()) {
            for (String bad : List.of("00", "3730778ba67bf9f7d6f7b9a7", "3730778ba67bf9f7d6f7b9a7c1")) {
                jedis.zadd(queue, now(), hex(bad));
            }
            jedis.zadd(queue, now(), original("specific.nobody!here", "m0"));
            jedis.zadd(queue, now(), hex("3730778ba67bf9f7d6f7b9a781a474797065a36a6f62"));
            jedis.zadd(queue, now(), original(channel, "m1"));
        }

        assertThat(inbox.next().type()).isEqualTo("m1");
        assertThat(counters.get(Kind.MALFORMED)).isEqualTo(3);
        assertThat(counters.get(Kind.DROPPED_GONE)).isEqualTo(2);
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    private static byte[] payload(String key) {
        try (Jedis jedis = redis.client()) {
            List<byte[]> entries = jedis.zrange(key.getBytes(US_ASCII), 0, -1);
            assertThat(entries).as(key).hasSize(1);
            return Arrays.copyOfRange(entries.get(0), 12, entries.get(0).length);
        }
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static final String MESSAGE_OF_A5 = "8ca474797065ac636861742e6d657373616765a474657874a668c3a96c6c6fa16e01"
            + "a3626967cf0000010000000000a36e6567fba166cb3ff8000000000000a26f6bc3a46e6f6e65c0a362696ec40200ffa46c697374"
            + "9201a178a36d617081a16ba176b05f5f617367695f6368616e6e656c5f5f";
    private static final String PAYLOAD_OF_A_AND_B = MESSAGE_OF_A5 + "92d94a"
            + HexFormat.of().formatHex(A.getBytes(US_ASCII)) + "d94a"
            + HexFormat.of().formatHex(B.getBytes(US_ASCII));
    private static final String PAYLOAD_OF_C =
            MESSAGE_OF_A5 + "91d94a" + HexFormat.of().formatHex(C.getBytes(US_ASCII));

    /** What Redis executes, but for what readers and the handshake do, and for the ZADD that never adds. */
    private static final class Monitor implements AutoCloseable {
        private static final Pattern LINE = Pattern.compile("\\+[0-9.]+ \\[\\d+ \\S+] (.*)");
        private static final Pattern WORD = Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");
        private static final List<String> SHOWN =
                List.of("ZADD", "ZREM", "EXPIRE", "ZREMRANGEBYSCORE", "ZRANGE", "ZCOUNT");

        private final Socket socket;
        private final BufferedReader lines;

        Monitor() {
            try {
                socket = new Socket("127.0.0.1", redis.port());
                socket.setSoTimeout(10_000);
                lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
                socket.getOutputStream().write("MONITOR\r\n".getBytes(US_ASCII));
                assertThat(lines.readLine()).isEqualTo("+OK");
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }

        /** All since the beginning. */
        List<String> commands() {
            redis.command("ECHO", "that is all");
            List<String> commands = new ArrayList<>();
            try {
                String line = lines.readLine();
                while (!line.endsWith("\"that is all\"")) {
                    String command = command(line);
                    if (SHOWN.contains(command.split(" ")[0]) && !command.contains(" XX ")) {
                        commands.add(command);
                    }
                    line = lines.readLine();
                }
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
            return commands;
        }

        private static String command(String line) {
            Matcher matcher = LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            List<String> words = WORD.matcher(matcher.group(1))
                    .results()
                    .map(word -> word.group(1).matches("1[0-9]{9}(\\.[0-9]+)?") ? "<time>" : word.group(1))
                    .collect(toList());
            if (words.get(0).equals("ZADD") && !words.get(1).contains(":group:")) {
                words.set(3, "<entry>");
            }
            return String.join(" ", words);
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }
    }
}
