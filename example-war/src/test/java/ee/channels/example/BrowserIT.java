package ee.channels.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page on a real Tomcat 11 in a real browser. Pictures of failures are in target/screenshots. */
class BrowserIT {

    private static TomcatServer server;
    private static Site site;

    private final List<Browser> browsers = new ArrayList<>();

    @RegisterExtension
    final AfterTestExecutionCallback pictures = context -> {
        if (context.getExecutionException().isPresent()) {
            for (int i = 0; i < browsers.size(); i++) {
                String name = context.getRequiredTestMethod().getName() + "-" + (char) ('a' + i);
                browsers.get(i).screenshots(Path.of("target", "screenshots"), name);
            }
        }
    };

    @BeforeAll
    static void start() {
        Optional<String> missing = Browser.missing();
        if (missing.isPresent()) {
            if (Boolean.getBoolean("browser.required")) {
                Assertions.fail(missing.get());
            }
            System.getLogger(BrowserIT.class.getName()).log(System.Logger.Level.WARNING, missing.get() + "; SKIPPED");
            Assumptions.abort(missing.get());
        }
        server = TomcatServer.start(11, "browser");
        site = Site.at(server.uri());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void closeBrowsers() {
        browsers.forEach(Browser::close);
    }

    @Test
    void two_windows_chat_in_one_room_and_a_third_room_hears_nothing() {
        Browser browser = browser();
        Page one = browser.page(site, "garden").awaitConnected();
        Page other = browser.page(site, "garden").awaitConnected();
        Page elsewhere = browser.page(site, "cellar").awaitConnected();

        one.say("The tomatoes are in");
        other.awaitLine("The tomatoes are in");
        other.awaitSpeaker("guest");
        other.say("Lovely");
        one.awaitLine("Lovely");
        elsewhere.say("Anybody down here?");
        elsewhere.awaitLine("Anybody down here?");

        assertThat(one.lines()).containsExactly("The tomatoes are in", "Lovely");
        assertThat(one.count("#log .mine")).isEqualTo(1);
        assertThat(elsewhere.lines()).containsExactly("Anybody down here?");
    }

    @Test
    void a_notification_reaches_every_page_whatever_its_room() {
        Page one = browser().page(site, "garden").awaitConnected();
        Page other = browser().page(site, "cellar").awaitConnected();

        site.post("notify?group=broadcast", "The shop closes at four");
        one.awaitNotice("The shop closes at four");
        other.awaitNotice("The shop closes at four");

        one.notifyAll("And opens at eight");
        other.awaitNotice("And opens at eight");
    }

    @Test
    void signing_out_in_one_tab_ends_both_tabs_of_the_session_and_no_other() {
        Browser leaving = browser();
        Page first = leaving.page(site, "exit").awaitConnected();
        first.signIn("Head gardener");
        Page second = leaving.page(site, "exit").awaitConnected();
        second.awaitName("Head gardener");
        Page staying = browser().page(site, "exit").awaitConnected();
        staying.signIn("Head gardener");
        first.say("Good night");
        staying.awaitSpeaker("Head gardener");

        second.signOut();

        assertThat(second.awaitEnded()).startsWith("You signed out;");
        assertThat(first.awaitEnded()).startsWith("You signed out;");
        staying.say("Still here");
        staying.awaitLine("Still here");
        assertThat(first.lines()).containsExactly("Good night");

        first.goOnAsGuest();
        first.awaitConnected().say("Back as a guest");
        staying.awaitLine("Back as a guest");
        staying.awaitSpeaker("guest");
    }

    @Test
    void the_page_comes_back_by_itself_when_the_server_does() {
        Page page = browser().page(site, "patience").awaitConnected();
        page.say("before");
        page.awaitLine("before");

        server.stop();
        page.awaitState("waiting");
        server.start();

        page.awaitConnected().say("after");
        page.awaitLine("after");
        assertThat(page.lines()).containsExactly("before", "after");
        assertThat(page.count("#log .gap")).isEqualTo(1);
    }

    @Test
    void a_link_leads_into_its_room_whatever_its_name() {
        String room = "☕ & cake, 50% off? <b>";
        Page page = browser().page(site, room).awaitConnected();

        assertThat(page.title()).isEqualTo(room);
        page.say("hello");
        page.awaitLine("hello");
    }

    @Test
    void what_is_said_is_text_and_never_markup() {
        Page page = browser().page(site, "markup").awaitConnected();
        site.post("notify?group=broadcast", "<img src=x onerror=document.title=1>");
        page.awaitNotice("<img src=x onerror=document.title=1>");
        page.say("<b>bold</b>");
        page.awaitLine("<b>bold</b>");

        assertThat(page.count("#log b, .notice img")).isZero();
    }

    private Browser browser() {
        Browser browser = Browser.open();
        browsers.add(browser);
        return browser;
    }
}
