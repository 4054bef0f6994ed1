package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HandshakeScopeTest {

    private final Map<String, List<String>> sent = new LinkedHashMap<>();

    /** What a container hands on; some hand on more than they should. */
    private @Nullable Object answer(String method, Object @Nullable [] arguments) {
        return switch (method) {
            case "getHeaderNames" -> Collections.enumeration(sent.keySet());
            case "getHeaders" -> Collections.enumeration(valuesOf((String) arguments[0]));
            case "getServletContext" -> fake(ServletContext.class);
            case "getContextPath", "getServletPath", "getQueryString", "getRemoteAddr" -> "";
            case "getRequestURI" -> "/ws";
            case "getScheme" -> "http";
            case "getServerName" -> "localhost";
            case "getServerPort" -> 80;
            case "getPathInfo", "getCookies" -> null;
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private List<String> valuesOf(String name) {
        return sent.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(method.getName(), arguments)));
    }

    private Scope scope() {
        return HandshakeScope.of(fake(HttpServletRequest.class), fake(ScopeSession.class));
    }

    @Test
    void headers_that_are_none_are_left_out() {
        sent.put("X-Fine", List.of("a\tb", "a\u0001b", "c"));
        sent.put("X Spaced", List.of("a"));
        sent.put("", List.of("a"));
        sent.put("X".repeat(8_193), List.of("a"));
        sent.put("X-Broken", List.of("a\r\nb"));

        assertThat(scope().headers()).isEqualTo(Headers.of(Map.of("X-Fine", List.of("a\tb", "c"))));
    }

    @Test
    void names_that_differ_in_case_alone_are_one_header() {
        sent.put("X-Tag", Collections.nCopies(149, "a"));
        sent.put("x-tag", List.of("b"));

        assertThat(scope().headers().all("X-TAG"))
                .hasSize(150)
                .endsWith("a", "b"); // read once: twice is over the bound
    }

    @Test
    void values_are_bounded_in_number_and_length() {
        sent.put("X-Long", List.of("a".repeat(16_385), "a".repeat(16_384)));
        sent.put("X-Many", IntStream.range(0, 250).mapToObj(Integer::toString).toList());
        sent.put("X-Late", List.of("a"));

        assertThat(scope().headers().all("X-Long")).hasSize(1);
        assertThat(scope().headers().all("X-Many")).hasSize(199).startsWith("0", "1");
        assertThat(scope().headers().all("X-Late")).isEmpty();
    }

    @Test
    void sub_protocols_that_are_no_tokens_are_left_out() {
        sent.put("Sec-WebSocket-Protocol", List.of("chat.v2, no token, chat.v1", "chat.v2"));

        assertThat(scope().subprotocols()).containsExactly("chat.v2", "chat.v1");
    }
}
