package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Site;
import ee.channels.conformance.suite.Conformance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@Conformance
class InboundBehaviour {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** What the server's kernel holds, up to a million frames of seven bytes, is handled before the end. */
    private static final Duration BACKLOG = Duration.ofSeconds(240);

    private static final int MEGABYTE = 1_000_000;

    /** What the kernels of both sides may hold, and then some. */
    private static final long PUSHED_BACK = 40L * MEGABYTE;

    private static final long HEAP = 32L * MEGABYTE;

    @Test
    void a_client_faster_than_its_consumer_is_pushed_back_or_closed_with_1008(Site site) throws Exception {
        long before = Long.parseLong(ask(site, "large", "heap"));
        try (Flood flood = Flood.of(site.http("/ws/inbound/large"), 60_000, 180L * MEGABYTE)) {
            flood.awaitStandstill();

            assertThat(flood.closeCode() == 1008 || flood.sentBytes() < PUSHED_BACK)
                    .as("%s bytes were taken, close code %s", flood.sentBytes(), flood.closeCode())
                    .isTrue();
            assertThat(Long.parseLong(ask(site, "large", "heap")) - before).isLessThan(HEAP);
            ask(site, "large", "open");
            await().atMost(DEADLINE)
                    .until(() -> flood.closeCode() == 1008
                            || flood.isAllSent() && flood.frames() == Long.parseLong(ask(site, "large", "handled")));
        }
    }

    @Test
    void a_flood_of_tiny_frames_is_pushed_back_or_closed_with_1008(Site site) throws Exception {
        long before = Long.parseLong(ask(site, "tiny", "heap"));
        try (Flood flood = Flood.of(site.http("/ws/inbound/tiny"), 1, 30L * MEGABYTE)) {
            flood.awaitStandstill();

            assertThat(flood.closeCode() == 1008 || !flood.isAllSent())
                    .as("%s bytes were taken, close code %s", flood.sentBytes(), flood.closeCode())
                    .isTrue();
            assertThat(Long.parseLong(ask(site, "tiny", "heap")) - before).isLessThan(HEAP);
        }
        ask(site, "tiny", "open");
        await().atMost(BACKLOG).until(() -> ask(site, "tiny", "gone").equals("true"));
    }

    private static String ask(Site site, String name, String what) {
        return site.get("/inbound?name=" + name + "&what=" + what).body();
    }
}
