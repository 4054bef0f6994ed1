package ee.channels.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.LayerConfig;
import ee.channels.redis.RedisServers;
import ee.channels.redis.config.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Commands to one real server. */
class WriterIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final RedisServers redis = new RedisServers();
    private final List<Shards> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Shards::close);
        redis.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("channels-redis-"));
    }

    @Test
    void replies_come_to_whoever_has_asked_in_order() throws Exception {
        Commands commands = commands(redis.start());

        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            replies.add(commands.send(new CommandArguments(Command.INCR).add("counter")));
        }

        for (int i = 0; i < replies.size(); i++) {
            assertThat(replies.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(i + 1L);
        }
    }

    @Test
    void an_error_reply_fails_its_own_command_alone() throws Exception {
        Commands commands = commands(redis.start());
        CompletableFuture<Object> before = commands.send(set("text", "x"));
        CompletableFuture<Object> wrong = commands.send(new CommandArguments(Command.INCR).add("text"));
        CompletableFuture<Object> after = commands.send(new CommandArguments(Command.GET).add("text"));

        assertThat(failure(wrong)).isInstanceOf(JedisDataException.class).hasMessageContaining("not an integer");
        assertThat((byte[]) before.get(10, TimeUnit.SECONDS)).isEqualTo("OK".getBytes(UTF_8));
        assertThat((byte[]) after.get(10, TimeUnit.SECONDS)).isEqualTo("x".getBytes(UTF_8));
    }

    @Test
    void commands_fail_without_a_wait_while_redis_is_away_and_work_when_it_is_back() {
        RedisServers.Server server = redis.start();
        Commands commands = commands(server, "retry-max", "200ms");
        await().atMost(DEADLINE).until(() -> works(commands));

        server.kill();
        await().atMost(DEADLINE).until(commands::away);
        CompletableFuture<Object> refused = commands.send(set("a", "b"));

        assertThat(refused).isCompletedExceptionally();
        assertThat(failure(refused))
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining(Integer.toString(server.port()));
        server.start();
        await().atMost(DEADLINE).until(() -> works(commands));
        assertThat(commands.away()).isFalse();
    }

    @Test
    void a_connection_that_ends_before_it_was_used_is_away_at_once_until_the_server_has_answered_another() {
        RedisServers.Server server = redis.start();
        Shards shards = shards(server, "ping-interval", "10m", "retry-min", "10m", "retry-max", "10m");
        Commands commands = shards.commands(0, "any");
        await().atMost(DEADLINE).until(() -> isConnected(server));

        server.kill();
        shards.suspect(0);
        await().atMost(DEADLINE).until(commands::away);
        server.start();
        shards.reached(0);

        await().atMost(DEADLINE).until(() -> works(commands));
    }

    /** Where nobody is; while it is asked for that, somebody else reaches the server. */
    private static final class Deceptive implements Server.Locator {
        private final HostAndPort nobody;
        private volatile @Nullable Server server;

        private Deceptive(HostAndPort nobody) {
            this.nobody = nobody;
        }

        @Override
        public HostAndPort locate() {
            Server reached = server;
            if (reached != null) {
                reached.reached();
            }
            return nobody;
        }
    }

    @Test
    void commands_fail_although_another_connection_is_answered_again_and_again() {
        RedisServers.Server redisServer = redis.start();
        RedisOptions options = RedisOptions.of(LayerConfig.of("default", "redis://" + redisServer.address(), Map.of()));
        redisServer.kill();
        Deceptive locator = new Deceptive(new HostAndPort("127.0.0.1", redisServer.port()));
        Server server = new Server(locator, ClientConfigs.of(options, 0), true);
        try (Writer writer = new Writer("channels-redis-test", server, options, Ticker.system())) {
            await().atMost(DEADLINE).until(writer::away);
            locator.server = server;
            server.reached();

            assertThat(failure(writer.send(set("a", "b")))).isInstanceOf(ChannelLayerUnavailableException.class);
        }
    }

    @Test
    void a_server_that_does_not_answer_is_away_before_the_read_time_out_and_fails_all_that_waits_after_it() {
        RedisServers.Server server = redis.start();
        Commands commands = commands(server, "answer-timeout", "100ms", "read-timeout", "1s");
        await().atMost(DEADLINE).until(() -> works(commands));
        server.freeze();

        CompletableFuture<Object> onItsWay = commands.send(set("a", "b"));
        await().atMost(DEADLINE).until(commands::away);
        CompletableFuture<Object> waits = commands.send(set("a", "c"));

        assertThat(failure(onItsWay)).isInstanceOf(ChannelLayerUnavailableException.class);
        assertThat(failure(waits)).isInstanceOf(ChannelLayerUnavailableException.class);
        server.resume();
        await().atMost(DEADLINE).until(() -> works(commands));
    }

    @Test
    void a_write_that_the_server_does_not_read_is_ended() {
        RedisServers.Server server = redis.start();
        Commands commands = commands(server, "read-timeout", "500ms");
        await().atMost(DEADLINE).until(() -> works(commands));
        server.freeze();

        CompletableFuture<Object> stuck = commands.send(set("large", "x".repeat(50_000_000)));

        assertThat(failure(stuck)).isInstanceOf(ChannelLayerUnavailableException.class);
        server.resume();
    }

    @Test
    void a_connection_that_redis_kills_is_replaced_and_nothing_is_sent_twice() throws Exception {
        RedisServers.Server server = redis.start();
        Commands commands = commands(server);
        int worked = 0;
        int failed = 0;
        for (int i = 0; i < 2000; i++) {
            if (i % 500 == 250) {
                server.command("CLIENT", "KILL", "TYPE", "normal");
            }
            try {
                commands.send(new CommandArguments(Command.INCR).add("counter")).get(10, TimeUnit.SECONDS);
                worked++;
            } catch (ExecutionException lost) {
                failed++;
            }
        }

        assertThat(failed).isLessThanOrEqualTo(4);
        byte[] counted = (byte[])
                commands.send(new CommandArguments(Command.GET).add("counter")).get(10, TimeUnit.SECONDS);
        assertThat(Integer.parseInt(new String(counted, UTF_8))).isBetween(worked, worked + failed);
    }

    @Test
    void a_replica_is_refused_by_name() {
        RedisServers.Server master = redis.start();
        RedisServers.Server replica = redis.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        Commands commands = commands(replica);

        assertThat(failure(commands.send(set("a", "b"))))
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining("replica");
    }

    @Test
    void a_wrong_password_is_told_without_the_password() {
        RedisServers.Server server =
                redis.start(DefaultJedisClientConfig.builder().password("right"), "--requirepass", "right");
        RedisOptions options =
                RedisOptions.of(LayerConfig.of("default", "redis://:wr0ng@" + server.address(), Map.of()));
        Commands commands = commands(options);

        assertThat(failure(commands.send(set("a", "b"))))
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining("WRONGPASS")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void more_commands_than_may_wait_are_refused_at_once() {
        RedisServers.Server server = redis.start();
        Commands commands = commands(server, "max-queued", "10");
        await().atMost(DEADLINE).until(() -> works(commands));
        server.freeze();

        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            replies.add(commands.send(set("a", "b")));
        }

        assertThat(replies)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .hasSizeGreaterThanOrEqualTo(900);
        server.resume();
    }

    private Commands commands(RedisServers.Server server, String... options) {
        return shards(server, options).commands(0, "any");
    }

    private Commands commands(RedisOptions options) {
        return shards(options).commands(0, "any");
    }

    private Shards shards(RedisServers.Server server, String... options) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        return shards(RedisOptions.of(LayerConfig.of("default", "redis://" + server.address(), map)));
    }

    private Shards shards(RedisOptions options) {
        Shards shards = Shards.open(options, Ticker.system());
        open.add(shards);
        return shards;
    }

    /** Whether a writer is, and waits for commands. */
    private static boolean isConnected(RedisServers.Server server) {
        try (Jedis client = server.client()) {
            return client.clientList().lines().anyMatch(line -> line.contains("-writer-") && line.contains("cmd=role"));
        }
    }

    private static boolean works(Commands commands) {
        try {
            commands.send(set("works", "yes")).get(10, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException | java.util.concurrent.TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    private static CommandArguments set(String key, String value) {
        return new CommandArguments(Command.SET).add(key).add(value);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        try {
            future.get(15, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException failed) {
            throw new AssertionError(failed);
        }
        throw new AssertionError("It worked");
    }
}
