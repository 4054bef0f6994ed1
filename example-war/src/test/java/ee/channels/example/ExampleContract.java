package ee.channels.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the WAR does on every server, asked from outside. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ExampleContract {

    private TomcatServer server;
    private Site site;

    abstract int tomcat();

    @BeforeAll
    void start() {
        server = TomcatServer.start(tomcat(), "whole-server-" + tomcat());
        site = Site.at(server.uri());
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void the_page_comes_with_a_policy_that_lets_nothing_foreign_in() {
        HttpResponse<String> page = site.get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Channels chat</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self'")
                        .doesNotContain("unsafe"));
    }

    @Test
    void a_notification_reaches_every_page() {
        try (Client one = site.open("ws/broadcast");
                Client other = site.open("ws/broadcast")) {
            assertThat(site.post("notify?group=broadcast", "The kettle is on ☕").statusCode())
                    .isEqualTo(204);

            assertThat(one.next()).isEqualTo("The kettle is on ☕");
            assertThat(other.next()).isEqualTo("The kettle is on ☕");
        }
    }

    @Test
    void a_notification_that_is_posted_as_a_form_is_its_body_all_the_same() {
        try (Client page = site.open("ws/broadcast")) {
            site.post("notify?group=broadcast", "a=1&group=x", "Content-Type", "application/x-www-form-urlencoded");

            assertThat(page.next()).isEqualTo("a=1&group=x");
        }
    }

    @Test
    void members_of_a_room_hear_each_other_and_another_room_hears_nothing() {
        try (Client one = site.chat("here");
                Client other = site.chat("here");
                Client elsewhere = site.chat("there")) {
            one.say("hello");

            assertThat(one.next()).contains("\"text\":\"hello\"", "\"who\":\"guest\"", "\"mine\":true", "\"when\":\"");
            assertThat(other.next()).contains("\"text\":\"hello\"", "\"mine\":false");
            // Its own message is the first that it hears.
            elsewhere.say("echo");
            assertThat(elsewhere.next()).contains("\"text\":\"echo\"");
        }
    }

    static List<String> rooms() {
        return List.of("two words", "☕ & 50% off?", "ж".repeat(500), "x".repeat(500), "..x", "a;b=c");
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void any_text_is_a_room(String room) {
        try (Client one = site.chat(room);
                Client other = site.chat(room)) {
            one.say("hello");

            assertThat(other.next()).contains("\"text\":\"hello\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":\"\"}", "{\"text\":\"  \"}", "{}", "{\"text\":null}", "{\"text\":", "7", "null"})
    void what_cannot_be_said_is_answered_with_an_error_and_the_socket_stays(String frame) {
        try (Client client = site.chat("refusals")) {
            client.send(frame);
            assertThat(client.next()).startsWith("{\"error\":");

            client.say("still here");
            assertThat(client.next()).contains("still here");
        }
    }

    @Test
    void a_message_of_2000_characters_is_said_and_one_of_2001_is_not() {
        try (Client client = site.chat("long")) {
            client.say("x".repeat(2_001));
            assertThat(client.next()).startsWith("{\"error\":");

            client.say("x".repeat(2_000));
            assertThat(client.next()).contains("x".repeat(2_000));
        }
    }

    @Test
    void notify_wants_a_legal_group_and_does_not_repeat_an_illegal_one() {
        assertThat(site.post("notify", "x").statusCode()).isEqualTo(400);

        HttpResponse<String> illegal = site.post("notify?group=%3Cscript%3E", "x");
        assertThat(illegal.statusCode()).isEqualTo(400);
        assertThat(illegal.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(illegal.body()).contains("1 to 99").doesNotContain("script");
    }

    @Test
    void notify_takes_64_kib_and_no_more() {
        try (Client page = site.open("ws/broadcast")) {
            assertThat(site.post("notify?group=broadcast", "x".repeat(64 * 1024 + 1))
                            .statusCode())
                    .isEqualTo(413);

            assertThat(site.post("notify?group=broadcast", "x".repeat(64 * 1024))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(page.next()).hasSize(64 * 1024);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify?group=broadcast", "sign-in", "sign-out"})
    void what_changes_something_is_a_post(String path) {
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS")) {
            HttpResponse<String> answer = site.send(site.request(path).method(method, BodyPublishers.noBody()));

            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).as(method).hasValue("POST");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify?group=broadcast", "sign-in", "sign-out"})
    void a_form_of_a_foreign_page_is_refused(String path) {
        for (String[] foreign : new String[][] {
            {"Origin", "https://elsewhere.example"},
            {"Origin", "null"},
            {"Origin", site.origin() + ".elsewhere.example"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"},
            {"Origin", site.origin(), "Sec-Fetch-Site", "cross-site"}
        }) {
            assertThat(site.post(path, "", foreign).statusCode())
                    .as("%s", List.of(foreign))
                    .isEqualTo(403);
        }
    }

    @Test
    void a_form_of_its_own_page_is_taken() {
        assertThat(site.post("notify?group=nobody", "x", "Origin", site.origin(), "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void a_handshake_of_a_foreign_page_is_refused_and_an_unknown_path_is_not_found() {
        assertThat(site.refusal("ws/broadcast", "Origin", "https://elsewhere.example"))
                .isEqualTo(403);
        assertThat(site.refusal("ws/nothing")).isEqualTo(404);
    }

    @Test
    void a_socket_knows_the_name_of_its_session() {
        String cookie = site.signIn("Zoë ☕");

        assertThat(site.get("session", "Cookie", cookie).body()).isEqualTo("{\"name\":\"Zoë ☕\"}");
        assertThat(site.get("session").body()).isEqualTo("{}");
        try (Client signedIn = site.chat("names", "Cookie", cookie);
                Client guest = site.chat("names")) {
            signedIn.say("hello");
            assertThat(guest.next()).contains("\"who\":\"Zoë ☕\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name=", "name=%20%20", "name=a%0Ab"})
    void a_name_has_1_to_40_visible_characters(String form) {
        assertThat(site.post("sign-in", form, "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(400);
        assertThat(site.post("sign-in", "name=" + "x".repeat(41), "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void signing_in_changes_the_id_of_a_session_and_its_sockets_stay() {
        String before = site.signIn("A");
        try (Client socket = site.chat("ids", "Cookie", before)) {
            HttpResponse<String> again = site.post(
                    "sign-in", "name=B", "Cookie", before, "Content-Type", "application/x-www-form-urlencoded");
            String after = again.headers().firstValue("Set-Cookie").orElseThrow();

            assertThat(after).contains("HttpOnly").contains("SameSite=Lax").doesNotStartWith(before);
            socket.say("still here");
            assertThat(socket.next()).contains("still here");
            site.post("sign-out", "", "Cookie", after.split(";", 2)[0]);
            assertThat(socket.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void signing_out_closes_every_socket_of_the_session_and_no_other() {
        String leaving = site.signIn("A");
        String staying = site.signIn("A");
        try (Client room = site.chat("exit", "Cookie", leaving);
                Client news = site.open("ws/broadcast", "Cookie", leaving);
                Client other = site.chat("exit", "Cookie", staying);
                Client guest = site.chat("exit")) {
            assertThat(site.post("sign-out", "", "Cookie", leaving).statusCode())
                    .isEqualTo(204);

            assertThat(room.closeCode()).isEqualTo(4401);
            assertThat(news.closeCode()).isEqualTo(4401);
            guest.say("who is left?");
            assertThat(other.next()).contains("who is left?");
            assertThat(guest.next()).contains("who is left?");
            assertThat(List.of(other.isOpen(), guest.isOpen())).containsOnly(true);
        }
    }

    /** The proof of docs/load.md: closed loop, 16 broadcasts under way. */
    @Test
    void every_broadcast_reaches_every_socket_in_order_and_once() throws InterruptedException {
        int sockets = Integer.getInteger("load.sockets", 300);
        int broadcasts = Integer.getInteger("load.broadcasts", 300);
        int window = 16;
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < sockets; i++) {
                clients.add(site.open("ws/broadcast"));
            }
            Semaphore underWay = new Semaphore(window);
            Thread reader = new Thread(() -> {
                for (int i = 0; i < broadcasts; i++) {
                    for (Client client : clients) {
                        assertThat(client.next()).isEqualTo(payload(i));
                    }
                    underWay.release();
                }
            });
            List<Throwable> failures = new ArrayList<>();
            reader.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            reader.start();
            for (int i = 0; i < broadcasts && reader.isAlive(); i++) {
                if (underWay.tryAcquire(20, TimeUnit.SECONDS)) {
                    assertThat(site.post("notify?group=broadcast", payload(i)).statusCode())
                            .isEqualTo(204);
                }
            }
            reader.join();
            assertThat(failures).isEmpty();
            // What comes last shows that nothing came twice before.
            site.post("notify?group=broadcast", "end");
            assertThat(clients).allSatisfy(client -> assertThat(client.next()).isEqualTo("end"));
        } finally {
            clients.forEach(Client::close);
        }
    }

    private static String payload(int number) {
        return String.format("%0100d", number);
    }
}
