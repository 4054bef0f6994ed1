package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static ee.channels.redis.queue.QueueLayers.failure;
import static ee.channels.redis.queue.QueueLayers.outcome;
import static ee.channels.redis.queue.QueueLayers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/**
 * Redis fails in the middle of numbered messages. However it does: none arrives twice, none overtakes another, whoever
 * was told of no gap has missed none that was acknowledged, and in the end everybody gets everything again.
 */
class QueueFaultsIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int MEMBERS = 5;

    private final RedisServers servers = new RedisServers();

    @AfterEach
    void close() {
        servers.close();
    }

    /** A sender in one layer, and members of its group in another. */
    private final class Traffic implements AutoCloseable {
        private final QueueLayers layers;
        private final LayerBackend sending;
        private final LayerBackend receiving;
        private final List<Inbox> members = new ArrayList<>();
        private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
        private final AtomicLong number = new AtomicLong();
        private final Thread sender = new Thread(this::send, "sender");
        private volatile boolean ended;

        Traffic(RedisServers.Server redis) {
            layers = new QueueLayers("redis://" + redis.address());
            sending = layers.open("capacity", "1000000");
            receiving = layers.open("capacity", "1000000");
            for (int i = 0; i < MEMBERS; i++) {
                Inbox inbox = new Inbox();
                members.add(inbox);
                done(receiving.join("room", read(receiving, inbox)));
            }
            sender.start();
            flows(200);
        }

        private void send() {
            while (!ended) {
                long next = number.getAndIncrement();
                Throwable failure =
                        outcome(sending.groupSend("room", Message.of("n").with("n", next)));
                if (failure == null) {
                    acknowledged.add(next);
                } else {
                    assertThat(failure).isInstanceOf(ChannelLayerException.class);
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
            }
        }

        /** Returns when so many more were acknowledged. */
        void flows(int more) {
            int before = acknowledged.size();
            await().atMost(DEADLINE).until(() -> acknowledged.size() >= before + more);
        }

        void everybodyIsToldOfAGap() {
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(members)
                            .allSatisfy(member -> assertThat(member.gaps()).isNotEmpty()));
        }

        /** Ends the sending, and checks what has arrived. */
        void isSound() {
            // What is sent from here on must all arrive.
            long from = number.get() + 1;
            flows(300);
            ended = true;
            join();
            List<Long> sent = List.copyOf(acknowledged);
            for (Inbox member : members) {
                List<Long> got = new ArrayList<>();
                long last = sent.get(sent.size() - 1);
                while (got.isEmpty() || got.get(got.size() - 1) < last) {
                    got.add(member.next().getLong("n"));
                }
                for (int i = 1; i < got.size(); i++) {
                    assertThat(got.get(i)).as("behind " + got.get(i - 1)).isGreaterThan(got.get(i - 1));
                }
                boolean told = !member.gaps().isEmpty();
                assertThat(got)
                        .as("gap told: " + told)
                        .containsAll(told ? sent.stream().filter(n -> n >= from).toList() : sent);
                assertThat(member.gaps())
                        .allSatisfy(gap -> assertThat(gap.groups()).containsExactly("room"));
            }
        }

        private void join() {
            try {
                sender.join(DEADLINE.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            assertThat(sender.isAlive()).isFalse();
        }

        @Override
        public void close() {
            ended = true;
            join();
            layers.close();
        }
    }

    private static void letPass(Duration time) {
        await().pollDelay(time).atMost(time.plus(DEADLINE)).until(() -> true);
    }

    @Test
    void a_restart_that_loses_everything() {
        RedisServers.Server redis = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            redis.restart();

            traffic.everybodyIsToldOfAGap();
            traffic.isSound();
        }
    }

    @Test
    void a_server_that_stops_for_five_seconds() {
        RedisServers.Server redis = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            redis.freeze();
            letPass(Duration.ofSeconds(5));
            redis.resume();

            traffic.everybodyIsToldOfAGap();
            traffic.isSound();
        }
    }

    @Test
    void a_server_that_pauses_its_clients_for_less_than_a_time_out() {
        RedisServers.Server redis = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            redis.command("CLIENT", "PAUSE", "1200");

            traffic.isSound();
        }
    }

    @Test
    void all_connections_are_killed_three_times() {
        RedisServers.Server redis = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            for (int i = 0; i < 3; i++) {
                redis.command("CLIENT", "KILL", "TYPE", "normal");
                traffic.flows(50);
            }

            traffic.everybodyIsToldOfAGap();
            traffic.isSound();
        }
    }

    @Test
    void connections_of_writers_alone_are_killed_and_nobody_misses_anything() {
        RedisServers.Server redis = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            for (int i = 0; i < 3; i++) {
                killed(redis, "-writer-");
                traffic.flows(50);
            }

            assertThat(traffic.members)
                    .allSatisfy(member -> assertThat(member.gaps()).isEmpty());
            traffic.isSound();
        }
    }

    private static void killed(RedisServers.Server redis, String named) {
        try (Jedis jedis = redis.client()) {
            jedis.clientList()
                    .lines()
                    .filter(line -> line.contains(named))
                    .forEach(line -> redis.command("CLIENT", "KILL", "ID", line.replaceAll("^id=([0-9]+) .*", "$1")));
        }
    }

    @Test
    void a_server_without_memory_refuses_and_is_not_lost() {
        RedisServers.Server redis = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            redis.command("CONFIG", "SET", "maxmemory", "1");
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(failure(traffic.sending.groupSend("room", Message.of("n"))))
                            .isInstanceOf(ChannelLayerException.class)
                            .hasMessageContaining("OOM"));
            assertThat(failure(traffic.sending.send("jobs", Message.of("n")))).hasMessageContaining("OOM");
            redis.command("CONFIG", "SET", "maxmemory", "0");

            assertThat(traffic.members)
                    .allSatisfy(member -> assertThat(member.gaps()).isEmpty());
            traffic.isSound();
        }
    }

    @Test
    void a_master_that_becomes_a_replica_and_a_master_again() {
        RedisServers.Server redis = servers.start();
        RedisServers.Server other = servers.start();
        try (Traffic traffic = new Traffic(redis)) {
            redis.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(failure(traffic.sending.groupSend("room", Message.of("n"))))
                            .isInstanceOf(ChannelLayerUnavailableException.class));
            redis.command("REPLICAOF", "NO", "ONE");

            traffic.everybodyIsToldOfAGap();
            traffic.isSound();
        }
    }

    @Test
    void a_wrong_password_leaves_members_waiting_until_it_is_the_right_one() {
        RedisServers.Server redis =
                servers.start(DefaultJedisClientConfig.builder().password("right"), "--requirepass", "right");
        try (QueueLayers layers = new QueueLayers("redis://:wrong@" + redis.address())) {
            LayerBackend layer = layers.open();
            Inbox inbox = new Inbox();
            String channel = read(layer, inbox);
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(failure(layer.groupSend("room", Message.of("n"))))
                            .isInstanceOf(ChannelLayerUnavailableException.class)
                            .hasMessageNotContaining("wrong@"));

            done(layer.join("room", channel));
            assertThat(inbox.gaps()).isEmpty();
            redis.command("CONFIG", "SET", "requirepass", "wrong");

            await().atMost(DEADLINE).until(() -> !inbox.gaps().isEmpty());
            done(layer.groupSend("room", Message.of("hello")));
            assertThat(inbox.next().type()).isEqualTo("hello");
        }
    }

    @Test
    void memberships_made_and_ended_while_Redis_was_away_are_right_afterwards() {
        RedisServers.Server redis = servers.start();
        try (QueueLayers layers = new QueueLayers("redis://" + redis.address())) {
            LayerBackend layer = layers.open();
            Inbox stays = new Inbox();
            Inbox leaves = new Inbox();
            Inbox comes = new Inbox();
            String staying = read(layer, stays);
            String leaving = read(layer, leaves);
            String coming = read(layer, comes);
            String ending = layer.newChannel();
            var end = layer.subscribe(ending, new Inbox());
            done(layer.join("room", staying));
            done(layer.join("room", leaving));
            done(layer.join("room", ending));

            redis.freeze();
            await().atMost(DEADLINE)
                    .until(() -> outcome(layer.groupSend("room", Message.of("lost")))
                            instanceof ChannelLayerUnavailableException);
            done(layer.join("room", coming));
            done(layer.leave("room", leaving));
            end.close();
            redis.resume();

            await().atMost(DEADLINE).until(() -> !comes.gaps().isEmpty());
            await().atMost(DEADLINE).untilAsserted(() -> {
                try (Jedis jedis = redis.client()) {
                    assertThat(jedis.zrange("asgi:group:room", 0, -1)).containsExactlyInAnyOrder(staying, coming);
                }
            });
            done(layer.groupSend("room", Message.of("hello")));
            assertThat(last(stays)).isEqualTo("hello");
            assertThat(last(comes)).isEqualTo("hello");
        }
    }

    @Test
    void five_hundred_joins_do_not_wait_for_a_server_that_has_just_stopped() {
        RedisServers.Server redis = servers.start();
        try (QueueLayers layers = new QueueLayers("redis://" + redis.address())) {
            // Nothing but the layer's own limit ends the waiting before the test does.
            LayerBackend layer = layers.open("command-timeout", "2m", "read-timeout", "2m", "capacity", "1000");
            Inbox inbox = new Inbox();
            done(layer.join("room", read(layer, inbox)));
            List<String> channels = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                channels.add(read(layer, inbox));
            }

            redis.freeze();
            List<CompletionStage<Void>> joins = channels.stream()
                    .map(channel -> layer.join("room", channel))
                    .toList();
            joins.forEach(QueueLayers::done);
            redis.resume();

            // Each is told when it is confirmed.
            await().atMost(DEADLINE).until(() -> inbox.gaps().size() >= 500);
            done(layer.groupSend("room", Message.of("hello")));
            assertThat(inbox.types(501)).containsOnly("hello");
        }
    }

    /** What is lost in the middle may arrive or not. */
    private static String last(Inbox inbox) {
        String type = inbox.next().type();
        while (type.equals("lost")) {
            type = inbox.next().type();
        }
        return type;
    }

    @Test
    void members_that_Redis_has_forgotten_are_renewed_in_time_and_told() {
        RedisServers.Server redis = servers.start();
        try (QueueLayers layers = new QueueLayers("redis://" + redis.address())) {
            LayerBackend layer = layers.open("group-expiry", "3s");
            Inbox inbox = new Inbox();
            done(layer.join("room", read(layer, inbox)));

            redis.command("FLUSHALL");

            await().atMost(DEADLINE).until(() -> !inbox.gaps().isEmpty());
            done(layer.groupSend("room", Message.of("hello")));
            assertThat(inbox.next().type()).isEqualTo("hello");
        }
    }

    @Test
    void a_named_channel_goes_on_after_its_reader_was_cut_off_and_its_subscriber_is_told() {
        RedisServers.Server redis = servers.start();
        try (QueueLayers layers = new QueueLayers("redis://" + redis.address())) {
            LayerBackend layer = layers.open();
            Inbox inbox = new Inbox();
            inbox.at(layer, "jobs");
            done(layer.send("jobs", Message.of("one")));
            assertThat(inbox.next().type()).isEqualTo("one");

            killed(redis, "-reader-of-jobs");

            await().atMost(DEADLINE).until(() -> !inbox.gaps().isEmpty());
            done(layer.send("jobs", Message.of("two")));
            assertThat(inbox.next().type()).isEqualTo("two");
        }
    }
}
