package ee.channels.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two Tomcats in processes of their own with a real Redis between them, asked from outside. */
class FleetIT {

    private static Fleet fleet;
    private static Site here;
    private static Site there;

    @BeforeAll
    static void start() {
        FleetRedis redis;
        try {
            redis = FleetRedis.started();
        } catch (UncheckedIOException missing) {
            if (Boolean.getBoolean("redis.required")) {
                throw missing;
            }
            System.getLogger(FleetIT.class.getName())
                    .log(System.Logger.Level.WARNING, missing.getMessage() + "; SKIPPED");
            Assumptions.abort(missing.getMessage());
            return;
        }
        File log = new File("target/fleet.log");
        fleet = Fleet.start(redis, Redirect.appendTo(log), Fleet.freePort(), Fleet.freePort());
        fleet.nodes().forEach(Fleet::awaitAnswer);
        here = Site.at(fleet.node(0).uri());
        there = Site.at(fleet.node(1).uri());
    }

    @AfterAll
    static void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void a_room_spans_the_servers() {
        try (Client one = here.chat("garden");
                Client other = there.chat("garden");
                Client elsewhere = there.chat("cellar")) {
            one.say("hello");

            assertThat(one.next()).contains("\"text\":\"hello\"", "\"mine\":true");
            assertThat(other.next()).contains("\"text\":\"hello\"", "\"mine\":false");
            elsewhere.say("echo");
            assertThat(elsewhere.next()).contains("\"text\":\"echo\"");
        }
    }

    @Test
    void a_servlet_of_one_server_sends_to_the_pages_of_both() {
        try (Client near = here.open("ws/broadcast");
                Client far = there.open("ws/broadcast")) {
            here.post("notify?group=broadcast", "The kettle is on");
            there.post("notify?group=broadcast", "And off");

            assertThat(List.of(near.next(), near.next())).containsExactly("The kettle is on", "And off");
            assertThat(List.of(far.next(), far.next())).containsExactly("The kettle is on", "And off");
        }
    }

    @Test
    void members_are_told_when_Redis_was_away_and_then_hear_each_other_again() {
        try (Client one = here.chat("gap");
                Client other = there.chat("gap")) {
            fleet.redis().restart();

            assertThat(one.next()).isEqualTo("{\"gap\":true}");
            assertThat(other.next()).isEqualTo("{\"gap\":true}");
            one.say("again");
            assertThat(other.next()).contains("again");
        }
    }

    @Test
    void while_Redis_hangs_500_clients_connect_and_plain_HTTP_answers() {
        int number = 500;
        List<Client> clients = new ArrayList<>();
        try (FleetRedis.Halt halted = fleet.redis().halt()) {
            for (int i = 0; i < number; i++) {
                clients.add(here.chat("patience-" + i % 50));
            }
            assertThat(here.get("session").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = here.post("notify?group=broadcast", "Is anybody there?");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("The message could not be sent. Try again in a moment.\n");
        }
        try {
            assertThat(clients).allSatisfy(client -> assertThat(client.next()).isEqualTo("{\"gap\":true}"));
            clients.get(0).say("hello");
            assertThat(clients.get(50).next()).contains("hello");
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void the_page_says_that_messages_may_be_missing() {
        Optional<String> missing = Browser.missing();
        if (missing.isPresent() && Boolean.getBoolean("browser.required")) {
            throw new AssertionError(missing.get());
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
        try (Browser browser = Browser.open()) {
            Page one = browser.page(here, "pages").awaitConnected();
            Page other = browser.page(there, "pages").awaitConnected();
            one.say("before");
            other.awaitLine("before");

            fleet.redis().restart();

            one.awaitGap("Reconnected; some messages may be missing.");
            other.awaitGap("Reconnected; some messages may be missing.");
            other.say("after");
            one.awaitLine("after");
            browser.screenshots(Path.of("target", "screenshots"), "fleet");
        }
    }
}
