package ee.channels.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.CapturedLog;
import ee.channels.ConfigurationException;
import ee.channels.application.NoRouteException;
import ee.channels.application.RecordingApplication;
import ee.channels.application.RecordingLink;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginValidatorTest {

    private static final URI HERE = URI.create("https://shop.example.com/ws/chat");

    private final CapturedLog log = new CapturedLog(OriginValidator.class);

    @AfterEach
    void close_the_log() {
        log.close();
    }

    // What the original's security/test_websocket asserts.

    @Test
    void origin_validator_allows_an_allowed_host_and_no_other() {
        OriginValidator validator = OriginValidator.allow("allowed-domain.com");
        assertThat(allows(validator, "http://allowed-domain.com")).isTrue();
        assertThat(allows(validator, "http://bad-domain.com")).isFalse();
    }

    @Test
    void origin_validator_pattern_with_an_asterisk_which_never_matched_is_refused_with_the_right_spelling() {
        assertThatThrownBy(() -> OriginValidator.allow("*.allowed-domain.com"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"*.allowed-domain.com\"")
                .hasMessageContaining("write .allowed-domain.com");
        assertThatThrownBy(() -> OriginValidator.allow("https://*.allowed-domain.com"))
                .hasMessageContaining("write https://.allowed-domain.com");
    }

    @Test
    void origin_validator_pattern_with_a_leading_dot_matches_subdomains() {
        OriginValidator validator = OriginValidator.allow(".allowed-domain.com");
        assertThat(allows(validator, "http://www.allowed-domain.com")).isTrue();
        assertThat(allows(validator, "http://a.b.allowed-domain.com:81")).isTrue();
        assertThat(allows(validator, "http://allowed-domain.com")).isTrue();
        assertThat(allows(validator, "http://evilallowed-domain.com")).isFalse();
        assertThat(allows(validator, "http://allowed-domain.com.evil.org")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://allowed-domain.com, http://allowed-domain.com, true",
        "http://allowed-domain.com, http://allowed-domain.com:80, true",
        "http://allowed-domain.com, https://allowed-domain.com, false",
        "http://allowed-domain.com, http://bad-domain.com, false",
        "http://allowed-domain.com, http://allowed-domain.com:8080, false",
        "https://allowed-domain.com:8443, https://allowed-domain.com:8443, true",
        "https://allowed-domain.com:8443, https://allowed-domain.com, false",
        "https://allowed-domain.com, https://allowed-domain.com:443, true",
        "https://.allowed-domain.com:8443, https://www.allowed-domain.com:8443, true",
        "https://.allowed-domain.com:8443, http://www.allowed-domain.com:8443, false",
        "wss://allowed-domain.com, https://allowed-domain.com, true",
    })
    void origin_validator_pattern_with_a_scheme_means_scheme_host_and_port(
            String pattern, String origin, boolean allowed) {
        assertThat(allows(OriginValidator.allow(pattern), origin)).isEqualTo(allowed);
    }

    @Test
    void origin_validator_asterisk_allows_everything_and_a_missing_origin() {
        OriginValidator validator = OriginValidator.allow("*");
        assertThat(allows(validator)).isTrue();
        assertThat(allows(validator, "null")).isTrue();
        assertThat(allows(validator, "http://anything.org")).isTrue();
    }

    @Test
    void origin_validator_empty_list_denies() {
        assertThat(allows(OriginValidator.allow(), "http://allowed-domain.com")).isFalse();
        assertThat(allows(OriginValidator.allow())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "\"something-invalid\"",
                "http://",
                "://allowed-domain.com",
                "allowed-domain.com",
                "http://user@allowed-domain.com",
                "http://allowed-domain.com/",
                "http://allowed-domain.com/path",
                "http://allowed-domain.com?x",
                "http://allowed-domain.com#x",
                "http://allowed-domain.com:",
                "http://allowed-domain.com:0",
                "http://allowed-domain.com:65536",
                "http://allowed-domain.com:8x",
                "http://allowed-domain.com:80:80",
                "http://allowed-domain.com http://allowed-domain.com",
                "http://allowed-domain.com, http://allowed-domain.com",
                "http://allowed-domain..com",
                "http://.allowed-domain.com",
                "http://allowed-domain.com\\",
                "http://[::1",
                "http://[not]",
                "http://[a.b]",
            })
    void origin_validator_denies_an_empty_or_malformed_origin(String origin) {
        assertThat(allows(OriginValidator.allow("allowed-domain.com", ".allowed-domain.com"), origin))
                .isFalse();
        assertThat(allows(OriginValidator.sameOrigin(), "http://allowed-domain.com/", origin))
                .isFalse();
    }

    // What the original leaves out.

    @Test
    void origin_validator_host_and_port_without_a_scheme_match() {
        OriginValidator validator = OriginValidator.allow("example.com:8000");
        assertThat(allows(validator, "http://example.com:8000")).isTrue();
        assertThat(allows(validator, "https://example.com:8000")).isTrue();
        assertThat(allows(validator, "http://example.com")).isFalse();
        assertThat(allows(OriginValidator.allow("example.com:443"), "https://example.com"))
                .isTrue();
    }

    @Test
    void a_host_alone_allows_every_scheme_and_port() {
        OriginValidator validator = OriginValidator.allow("example.com");
        assertThat(allows(validator, "https://example.com:8443")).isTrue();
        assertThat(allows(validator, "capacitor://example.com")).isTrue();
    }

    @Test
    void a_scheme_without_a_default_port_is_matched_without_one() {
        OriginValidator validator = OriginValidator.allow("chrome-extension://abcdefgh");
        assertThat(allows(validator, "chrome-extension://abcdefgh")).isTrue();
        assertThat(allows(validator, "chrome-extension://other")).isFalse();
        assertThat(allows(validator, "http://abcdefgh")).isFalse();
    }

    @Test
    void names_are_compared_in_lower_case_and_in_ascii() {
        assertThat(allows(OriginValidator.allow("EXAMPLE.com"), "HTTP://Example.COM"))
                .isTrue();
        assertThat(allows(OriginValidator.allow("bücher.example"), "https://xn--bcher-kva.example"))
                .isTrue();
        assertThat(allows(OriginValidator.allow(".Bücher.example"), "https://www.xn--bcher-kva.example"))
                .isTrue();
    }

    @Test
    void an_ipv6_address_stands_in_brackets_however_it_is_abbreviated() {
        assertThat(allows(OriginValidator.allow("[::1]"), "http://[0:0:0:0:0:0:0:1]:8080"))
                .isTrue();
        assertThat(allows(OriginValidator.allow("http://[2001:DB8::1]:8080"), "http://[2001:db8:0::1]:8080"))
                .isTrue();
        assertThat(allows(OriginValidator.allow("[::1]"), "http://[::2]")).isFalse();
        assertThatThrownBy(() -> OriginValidator.allow("2001:db8::1")).hasMessageContaining("[2001:db8::1]");
    }

    @Test
    void one_of_several_patterns_is_enough() {
        OriginValidator validator = OriginValidator.allow("a.example", "https://b.example");
        assertThat(allows(validator, "https://b.example")).isTrue();
        assertThat(allows(validator, "https://c.example")).isFalse();
    }

    @Test
    void a_missing_origin_does_not_pass_an_allow_list() {
        assertThat(allows(OriginValidator.allow("example.com"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..example.com",
                "example.com.",
                "example..com",
                "exa mple.com",
                "example.com/",
                "https://example.com/path",
                "https://",
                "://example.com",
                "1https://example.com",
                "https://user@example.com",
                "example.com:0",
                "example.com:65536",
                "example.com:http",
                "example.com:",
                "a.example,b.example",
                "ex*mple.com",
                "**",
                "[::1",
                ".[::1]",
                "[fe80::1%eth0]",
                "null",
                "NULL",
            })
    void a_pattern_that_could_never_match_is_refused_by_name(String pattern) {
        assertThatThrownBy(() -> OriginValidator.allow("example.com", pattern))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + pattern + "\"")
                .hasMessageContaining(".example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example.com/ws/chat, https://shop.example.com, true",
        "https://shop.example.com:443/ws, https://shop.example.com, true",
        "wss://shop.example.com/ws, https://shop.example.com, true",
        "ws://localhost/ws, http://localhost:80, true",
        "http://localhost:8080/ws, http://LOCALHOST:8080, true",
        "http://my_host:8080/ws, http://my_host:8080, true",
        "http://[::1]:8080/ws, http://[0::1]:8080, true",
        "http://localhost:8080/ws, http://localhost, false",
        "http://localhost:8080/ws, http://localhost:8081, false",
        "http://localhost:8080/ws, https://localhost:8080, false",
        "http://localhost:8080/ws, http://127.0.0.1:8080, false",
        "https://shop.example.com/ws, https://example.com, false",
        "https://shop.example.com/ws, https://shop.example.com.evil.org, false",
    })
    void same_origin_compares_scheme_host_and_port_with_the_request(String request, String origin, boolean allowed) {
        assertThat(allows(OriginValidator.sameOrigin(), request, origin)).isEqualTo(allowed);
    }

    @Test
    void same_origin_lets_a_missing_origin_pass_since_it_is_no_browser() {
        assertThat(allows(OriginValidator.sameOrigin())).isTrue();
    }

    @Test
    void two_different_origins_are_refused_and_one_that_came_twice_is_one() {
        Headers different = Headers.of("Origin", "https://shop.example.com").with("origin", "https://evil.org");
        Headers same = Headers.of("Origin", "https://shop.example.com").with("origin", "https://shop.example.com");
        assertThat(allows(OriginValidator.sameOrigin(), HERE, different)).isFalse();
        assertThat(allows(OriginValidator.allow("shop.example.com", "evil.org"), HERE, different))
                .isFalse();
        assertThat(allows(OriginValidator.sameOrigin(), HERE, same)).isTrue();
    }

    @Test
    void a_request_whose_own_address_is_unknown_has_no_origin_of_its_own() {
        assertThat(allows(OriginValidator.sameOrigin(), URI.create("/ws"), Headers.of("Origin", "null://null")))
                .isFalse();
    }

    @Test
    void the_first_refusal_is_a_warning_and_later_ones_are_for_debugging() {
        OriginValidator validator = OriginValidator.sameOrigin();
        allows(validator, "http://shop.example.com");
        allows(validator, "https://evil.org:8443");
        assertThat(log.lines())
                .containsExactly(
                        "WARNING Refused a handshake: its Origin, http://shop.example.com, is not that of the request,"
                                + " https://shop.example.com (behind a proxy, make the container trust its X-Forwarded"
                                + " headers). Later refusals are logged at DEBUG.",
                        "FINE Refused a handshake: its Origin, https://evil.org:8443, is not that of the request,"
                                + " https://shop.example.com (behind a proxy, make the container trust its X-Forwarded"
                                + " headers).");
    }

    @Test
    void nothing_that_was_sent_malformed_is_logged() {
        OriginValidator validator = OriginValidator.allow("example.com");
        allows(validator, "evil {0} ${x}");
        allows(validator);
        allows(validator, HERE, Headers.of("Origin", "http://a").with("Origin", "http://b"));
        assertThat(log.lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("its Origin, malformed, is not in the allow-list"),
                        second -> assertThat(second).contains("its Origin, missing, is not in the allow-list"),
                        third -> assertThat(third).contains("its Origin, given twice, is not in the allow-list"));
    }

    @Test
    void ports_go_from_1_to_65535() {
        assertThat(allows(OriginValidator.allow("example.com:65535"), "http://example.com:65535"))
                .isTrue();
        assertThat(allows(OriginValidator.allow("example.com:1"), "http://example.com:1"))
                .isTrue();
    }

    @Test
    void a_missing_route_behind_the_validator_passes_through() {
        assertThatThrownBy(() -> OriginValidator.allow("*")
                        .open(Scope.builder("/x").build(), new RecordingLink(), (s, l) -> {
                            throw new NoRouteException("/x");
                        }))
                .isInstanceOf(NoRouteException.class);
    }

    private static boolean allows(OriginValidator validator) {
        return allows(validator, HERE, Headers.empty());
    }

    private static boolean allows(OriginValidator validator, String origin) {
        return allows(validator, HERE, Headers.of("Origin", origin));
    }

    private static boolean allows(OriginValidator validator, String request, String origin) {
        return allows(validator, URI.create(request), Headers.of("Origin", origin));
    }

    private static boolean allows(OriginValidator validator, URI request, Headers headers) {
        Scope scope =
                Scope.builder("/ws/chat").requestUri(request).headers(headers).build();
        RecordingLink link = new RecordingLink();
        RecordingApplication inner = new RecordingApplication();
        validator.around(inner).open(scope, link).connect();
        boolean opened = !inner.scopes().isEmpty();
        assertThat(link.done()).containsExactly(opened ? "accept" : "deny 403");
        return opened;
    }
}
