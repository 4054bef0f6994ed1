package ee.channels.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.application.CloseReason.Cause;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessLogTest {

    private final RecordingLogger logger = new RecordingLogger();
    private final RecordingApplication inner = new RecordingApplication();
    private final RecordingLink link = new RecordingLink();
    private long now;
    private final AccessLog log = new AccessLog(logger, () -> now);

    @Test
    void a_connection_has_a_line_when_it_opens_and_one_when_it_ends() {
        Application sending = (scope, out) -> new ForwardingHandler(inner.open(scope, out)) {
            @Override
            public void text(String text) {
                out.send(Frame.text("one"));
                out.send(Frame.text("two"));
            }
        };
        Handler handler = log.around(sending).open(ann("/ws/chat"), link);
        handler.connect();
        handler.text("x");
        handler.binary(ByteBuffer.allocate(1));
        handler.text("y");
        now = 12_031_000_000L;
        handler.disconnect(new CloseReason(1000, "bye\nforged", Cause.CLIENT));
        assertThat(logger.lines)
                .containsExactly(
                        "open path=\"/ws/chat\" remote=\"192.0.2.7\" user=\"ann\"",
                        "end path=\"/ws/chat\" remote=\"192.0.2.7\" user=\"ann\""
                                + " code=1000 cause=CLIENT seconds=12.031 in=3 out=4");
        assertThat(inner.events()).containsExactly("connect", "binary 1", "disconnect 1000");
        assertThat(link.done()).containsExactly("accept", "send one", "send two", "send one", "send two");
    }

    @Test
    void a_denied_handshake_has_one_line() {
        Handler handler = log.around((scope, out) -> new DenyingHandler(out, 401, Headers.empty()))
                .open(scope("/ws"), link);
        handler.connect();
        now = 2_000_000;
        handler.disconnect(new CloseReason(401, "", Cause.REFUSED));
        assertThat(logger.lines)
                .containsExactly("refused path=\"/ws\" remote=\"127.0.0.1\" status=401 cause=REFUSED seconds=0.002");
    }

    @Test
    void a_connect_that_throws_is_a_refusal_even_after_accept() {
        Application broken = (scope, out) -> new ForwardingHandler(inner.open(scope, out)) {
            @Override
            public void connect() {
                super.connect();
                throw new IllegalStateException("broken");
            }
        };
        Handler handler = log.around(broken).open(scope("/ws"), link);
        assertThatThrownBy(handler::connect).hasMessage("broken");
        handler.disconnect(new CloseReason(500, "", Cause.ERROR));
        assertThat(logger.lines)
                .containsExactly("refused path=\"/ws\" remote=\"127.0.0.1\" status=500 cause=ERROR seconds=0.000");
    }

    @Test
    void a_path_without_a_route_is_no_refusal_since_a_route_beside_may_serve_it() {
        Application lost = (scope, out) -> {
            throw new NoRouteException(scope.pathRemaining());
        };
        assertThatThrownBy(() -> log.around(lost).open(scope("/ws"), link)).isInstanceOf(NoRouteException.class);
        assertThat(logger.lines).isEmpty();
    }

    @Test
    void an_application_that_cannot_be_opened_is_a_refusal_with_500() {
        Application broken = (scope, out) -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> log.around(broken).open(scope("/ws"), link)).hasMessage("broken");
        assertThat(logger.lines).singleElement().asString().contains("status=500 cause=ERROR");
    }

    @Test
    void the_end_is_logged_even_if_the_application_fails_at_it() {
        Application broken = (scope, out) -> new ForwardingHandler(inner.open(scope, out)) {
            @Override
            public void disconnect(CloseReason reason) {
                throw new IllegalStateException("broken");
            }
        };
        Handler handler = log.around(broken).open(scope("/ws"), link);
        handler.connect();
        assertThatThrownBy(() -> handler.disconnect(new CloseReason(1006, "", Cause.LOST)))
                .hasMessage("broken");
        assertThat(logger.lines).last().asString().contains("end ").contains("code=1006 cause=LOST");
    }

    @Test
    void query_string_headers_cookies_and_close_reasons_are_never_logged() {
        Scope secretive = Scope.builder("/ws")
                .query("token=secret", Map.of("token", List.of("secret")))
                .headers(Headers.of("Authorization", "secret").with("Cookie", "id=secret"))
                .cookies(Map.of("id", "secret"))
                .subprotocols(List.of("bearer.secret"))
                .build();
        Handler handler = log.around(inner).open(secretive, link);
        handler.connect();
        handler.text("secret");
        handler.disconnect(new CloseReason(1000, "secret", Cause.CLIENT));
        assertThat(logger.lines).hasSize(2).noneMatch(line -> line.contains("secret"));
    }

    @Test
    void text_from_outside_cannot_forge_a_line_or_leave_its_quotation() {
        Scope nasty = Scope.builder("/a\r\nopen path=\"/b\"\u001b[31m\u2028\u202e\ud800\\é☕🫖")
                .remoteAddress("::1\" user=\"root")
                .build();
        log.around(inner).open(nasty, link).connect();
        assertThat(logger.lines)
                .containsExactly(
                        "open path=\"/a\\u{d}\\u{a}open path=\\\"/b\\\"\\u{1b}[31m\\u{2028}\\u{202e}\\u{d800}\\\\é☕🫖\""
                                + " remote=\"::1\\\" user=\\\"root\"");
    }

    @Test
    void long_text_is_cut() {
        log.around(inner).open(scope("/" + "x".repeat(2000)), link).connect();
        log.around(inner).open(scope("/" + "🫖".repeat(2000)), link).connect();
        assertThat(logger.lines)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(260).contains("…\" remote="));
        assertThat(logger.lines.get(1)).doesNotContain("u{d");
    }

    @Test
    void nothing_is_watched_if_nobody_wants_to_know() {
        logger.loggable = false;
        Handler handler = log.around(inner).open(scope("/ws"), link);
        handler.connect();
        handler.disconnect(new CloseReason(1000, "", Cause.CLIENT));
        assertThat(logger.lines).isEmpty();
        assertThat(inner.events()).containsExactly("connect", "disconnect 1000");
    }

    private static Scope scope(String path) {
        return Scope.builder(path).build();
    }

    private static Scope ann(String path) {
        return Scope.builder(path).remoteAddress("192.0.2.7").build().withUser(() -> "ann", Set.of());
    }

    private static final class RecordingLogger implements System.Logger {
        private final List<String> lines = new ArrayList<>();
        private boolean loggable = true;

        @Override
        public String getName() {
            return "recording";
        }

        @Override
        public boolean isLoggable(Level level) {
            return loggable;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(Optional.ofNullable(message).orElse(""));
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            assertThat(params)
                    .as("a message with parameters would be formatted")
                    .isNullOrEmpty();
            lines.add(format);
        }
    }
}
