package ee.channels.conformance.behaviour;

import static ee.channels.conformance.client.RawClient.FIN;
import static ee.channels.conformance.client.RawClient.PONG;
import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Inside;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.RawClient;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.suite.Conformance;
import ee.channels.jakarta.management.ApplicationMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many senders, clients that do not read, and clients that say nothing. */
@Conformance
class ConcurrencyBehaviour {

    /** Of a channel, unless it is set: what is sent beyond that may be dropped, for a group promises no more. */
    private static final int CAPACITY = 100;

    /** Messages of a burst, of 1,500 bytes each: fewer bytes than may wait for a client. */
    private static final int BURST = 40;

    @Test
    void fifty_senders_at_once_are_heard_by_one_socket_each_in_its_order(Site site) throws InterruptedException {
        int senders = 50;
        int messages = 10;
        Semaphore underWay = new Semaphore(CAPACITY);
        try (Client client = site.open("/ws/feed/many")) {
            ExecutorService threads = Executors.newFixedThreadPool(senders);
            for (int sender = 0; sender < senders; sender++) {
                String from = sender + ".";
                threads.execute(() -> IntStream.range(0, messages).forEach(i -> {
                    underWay.acquireUninterruptibly();
                    site.get("/notify?group=many&text=" + from + i);
                }));
            }
            List<List<Integer>> heard = new ArrayList<>();
            IntStream.range(0, senders).forEach(sender -> heard.add(new ArrayList<>()));
            for (int i = 0; i < senders * messages; i++) {
                int[] words = Arrays.stream(
                                client.next().substring("text ".length()).split("\\."))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                underWay.release();
                heard.get(words[0]).add(words[1]);
            }
            threads.shutdown();

            assertThat(heard)
                    .allMatch(numbers ->
                            numbers.equals(IntStream.range(0, messages).boxed().toList()));
        }
    }

    @Test
    void bursts_arrive_complete_and_in_order_and_a_client_that_does_not_read_holds_up_no_other(Site site) {
        Page page = site.page();
        String padding = ".".repeat(1_500);
        try (Client reader = site.open("/ws/feed/bursts");
                RawClient stuck = site.rawOpen(page.on("/ws/feed/bursts"))) {
            int burst = 0;
            while (page.isEmpty() && burst < 1_000) {
                IntStream.range(0, BURST).forEach(i -> reader.send(i + padding));
                assertThat(Stream.generate(reader::next).limit(BURST))
                        .isEqualTo(IntStream.range(0, BURST)
                                .mapToObj(i -> "text " + i + padding)
                                .toList());
                burst++;
            }

            assertThat(page.next()).isEqualTo("disconnect 1013 SLOW_CLIENT");
            assertThat(reader.send("on").next()).isEqualTo("text on");
            stuck.reset();
        }
    }

    @Test
    void a_client_that_does_not_read_is_ended_with_1013_once_and_slows_down_nobody(Server server, Site site) {
        Page page = site.page();
        try (Inside inside = Inside.of(server);
                Client reader = site.open("/ws/feed/slow");
                RawClient stuck = site.rawOpen(page.on("/ws/feed/slow"))) {
            ApplicationMXBean application =
                    inside.bean("ee.channels:type=Application,context=\"/conformance\",*", ApplicationMXBean.class);
            long before = application.getEndsByCause().getOrDefault("SLOW_CLIENT", 0L);
            int sent = 0;
            while (page.isEmpty() && sent < 2_000) {
                assertThat(site.get("/notify?group=slow&padding=16000&text=" + sent)
                                .statusCode())
                        .isEqualTo(200);
                assertThat(reader.next().strip()).isEqualTo("text " + sent++);
            }

            assertThat(page.next()).isEqualTo("disconnect 1013 SLOW_CLIENT");
            assertThat(site.get("/notify?group=slow&text=on").statusCode()).isEqualTo(200);
            assertThat(reader.next()).isEqualTo("text on");
            assertThat(page.isEmpty()).isTrue();
            assertThat(application.getEndsByCause()).containsEntry("SLOW_CLIENT", before + 1);
            stuck.reset();
        }
    }

    @Test
    void a_client_that_answers_pings_stays_and_so_does_a_silent_one_whatever_the_engine_has_for_idle_sockets(
            Site site) {
        try (RawClient silent = site.rawOpen("/ws/echo");
                RawClient pinged = site.rawOpen("/ws/pinged")) {
            for (int i = 0; i < 3; i++) { // longer than the engine's time-out
                assertThat(pinged.next()).isEqualTo("89");
                pinged.frame(FIN | PONG);
            }

            assertThat(silent.text("still here").next()).isEqualTo("81 still here");
        }
    }

    @Test
    void a_client_that_answers_no_ping_is_closed_with_1001(Site site) {
        Page page = site.page();
        try (RawClient raw = site.rawOpen(page.on("/ws/pinged"))) {
            assertThat(raw.next()).isEqualTo("89");
            assertThat(raw.end()).isIn(1001, 1006);
        }
        assertThat(page.next()).isEqualTo("disconnect 1001 SILENT");
    }
}
