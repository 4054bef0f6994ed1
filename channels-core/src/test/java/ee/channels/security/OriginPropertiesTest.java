package ee.channels.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ee.channels.CapturedLog;
import ee.channels.ConfigurationException;
import ee.channels.application.RecordingApplication;
import ee.channels.application.RecordingLink;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/** What holds for every Origin and every pattern. */
class OriginPropertiesTest {

    private final OriginValidator sameOrigin = OriginValidator.sameOrigin();
    private final OriginValidator allowList = OriginValidator.allow(".example.com", "https://[::1]:8443");

    private final CapturedLog log = new CapturedLog(OriginValidator.class);

    @AfterProperty
    void close_the_log() {
        log.close();
    }

    @Property
    void any_text_as_an_origin_is_allowed_or_refused(@ForAll String text) {
        String header = text.replaceAll("\\p{Cntrl}", "");
        allows(sameOrigin, header);
        allows(allowList, header);
        allows(allowList, "https://" + header);
    }

    @Property
    void what_almost_is_an_origin_is_allowed_or_refused(@ForAll("almostOrigins") String origin) {
        allows(sameOrigin, origin);
        if (allows(allowList, origin)) {
            assertThat(origin.toLowerCase())
                    .matches("[a-z][a-z0-9.+-]*://(([a-z0-9_.-]+\\.)?example\\.com(:\\d+)?|\\[[0-9a-f:.]+]:8443)");
        }
    }

    @Property
    void any_text_as_a_pattern_is_one_or_refused_by_name(@ForAll String text) {
        patternOf(text);
        patternOf("https://" + text);
        patternOf("." + text);
    }

    @Property
    void every_origin_is_a_pattern_for_itself(@ForAll("almostOrigins") String origin) {
        // A name with a dot at its end is another origin to browsers, and no pattern here.
        Origin.parse(origin)
                .filter(parsed -> !parsed.host().endsWith("."))
                .ifPresent(parsed ->
                        assertThat(OriginPattern.parse(origin).matches(parsed)).isTrue());
    }

    private static void patternOf(String text) {
        assertThatCode(() -> {
                    try {
                        OriginValidator.allow(text);
                    } catch (ConfigurationException refused) {
                        assertThat(refused).hasMessageContaining(text);
                    }
                })
                .doesNotThrowAnyException();
    }

    private static boolean allows(OriginValidator validator, String origin) {
        Scope scope = Scope.builder("/ws")
                .requestUri(URI.create("https://www.example.com/ws"))
                .headers(Headers.of("Origin", origin))
                .build();
        RecordingApplication inner = new RecordingApplication();
        validator.open(scope, new RecordingLink(), inner).connect();
        return !inner.scopes().isEmpty();
    }

    @Provide
    Arbitrary<String> almostOrigins() {
        return Arbitraries.of(
                        "http",
                        "https",
                        "HTTPS",
                        "://",
                        ":",
                        "/",
                        "[",
                        "]",
                        "::1",
                        "[::1]",
                        ".",
                        "example.com",
                        "www",
                        "@",
                        "*",
                        "8443",
                        "80",
                        "null",
                        "é",
                        "%41")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }
}
