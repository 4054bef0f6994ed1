package ee.channels.redis.queue;

import static ee.channels.redis.queue.QueueLayers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes, of which one is another JVM. */
class QueueProcessesIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final RedisServers servers = new RedisServers();
    private final RedisServers.Server redis = servers.start();
    private final QueueLayers layers = new QueueLayers("redis://" + redis.address());

    @AfterEach
    void close() {
        layers.close();
        servers.close();
    }

    /** The other process: reads a named channel and is in a group, and prints what it gets. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (QueueLayers layers = new QueueLayers(arguments[0])) {
                LayerBackend layer = layers.open("capacity", "100000");
                Inbox jobs = new Inbox();
                jobs.at(layer, "jobs");
                Inbox member = new Inbox();
                done(layer.join("room", QueueLayers.read(layer, member)));
                System.out.println("ready");
                // Until the test ends it: its input is closed then.
                while (System.in.read() >= 0) {
                    while (jobs.size() > 0) {
                        System.out.println("job " + jobs.next().getLong("n"));
                    }
                    while (member.size() > 0) {
                        System.out.println("group " + member.next().getLong("n"));
                    }
                    System.out.println("that is all");
                }
            }
        }
    }

    @Test
    void each_message_to_a_named_channel_goes_to_one_of_two_processes_and_one_to_a_group_to_both_in_order() {
        int number = 3000;
        LayerBackend layer = layers.open("capacity", "100000");
        Inbox jobs = new Inbox();
        Inbox member = new Inbox();
        jobs.at(layer, "jobs");
        done(layer.join("room", QueueLayers.read(layer, member)));
        Process other = start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            await().atMost(DEADLINE).until(() -> lines.readLine().equals("ready"));
            for (long i = 0; i < number; i++) {
                done(layer.send("jobs", Message.of("n").with("n", i)));
                done(layer.groupSend("room", Message.of("n").with("n", i)));
            }
            List<Long> theirs = new ArrayList<>();
            List<Long> theirGroup = new ArrayList<>();
            await().atMost(DEADLINE).until(() -> {
                ask(other, lines, theirs, theirGroup);
                return theirs.size() + jobs.size() == number && theirGroup.size() == number;
            });

            Set<Long> all = new HashSet<>(theirs);
            while (jobs.size() > 0) {
                all.add(jobs.next().getLong("n"));
            }
            assertThat(all).hasSize(number);
            assertThat(theirs).isSorted();
            for (long i = 0; i < number; i++) {
                assertThat(theirGroup.get((int) i)).isEqualTo(i);
                assertThat(member.next().getLong("n")).isEqualTo(i);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            other.destroy();
        }
    }

    private static void ask(Process other, BufferedReader lines, List<Long> jobs, List<Long> group) throws IOException {
        other.getOutputStream().write('\n');
        other.getOutputStream().flush();
        String line = lines.readLine();
        while (!line.equals("that is all")) {
            (line.startsWith("job ") ? jobs : group).add(Long.parseLong(line.substring(line.indexOf(' ') + 1)));
            line = lines.readLine();
        }
    }

    private Process start() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            return new ProcessBuilder(
                            java.toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Other.class.getName(),
                            "redis://" + redis.address())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
