package ee.channels.jakarta;

import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a handshake, copied out of its request: nothing of it refers to the request any more, which the
 * container uses again for others.
 *
 * <p>What comes from the client is bounded and may be malformed: headers that are none, sub-protocols that are no
 * tokens, and whatever is over the bounds are left out.
 *
 * <p>Confined to the thread of the handshake.
 */
final class HandshakeScope {

    private static final int MAX_HEADER_VALUES = 200;
    private static final int MAX_HEADER_LENGTH = 16_384;
    private static final int MAX_COOKIES = 200;
    private static final int MAX_SUBPROTOCOLS = 100;
    private static final int MAX_TOKEN_LENGTH = 8_192;

    private HandshakeScope() {}

    /** The scope of a handshake, with nobody signed in yet. */
    static Scope of(HttpServletRequest request, ScopeSession session) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        return Scope.builder(path(request))
                .contextPath(request.getServletContext().getContextPath())
                .requestUri(requestUri(request))
                .query(query, QueryString.decode(query))
                .headers(headers(request))
                .cookies(cookies(request))
                .subprotocols(subprotocols(request))
                .remoteAddress(Optional.ofNullable(request.getRemoteAddr()).orElse(""))
                .session(session)
                .build();
    }

    /**
     * The path below the context path. The container has decoded it and taken path parameters ({@code ;jsessionid=…})
     * out, as the specification of servlets demands of both parts; a semicolon that was encoded ({@code %3B}) is text.
     */
    static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = info == null ? request.getServletPath() : request.getServletPath() + info;
        return path.startsWith("/") ? path : "/" + path;
    }

    private static URI requestUri(HttpServletRequest request) {
        String scheme = switch (request.getScheme()) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> request.getScheme();
        };
        int port = request.getServerPort();
        boolean implied = port <= 0 || port == (scheme.equals("https") ? 443 : 80);
        String authority = implied ? request.getServerName() : request.getServerName() + ":" + port;
        try {
            return new URI(scheme + "://" + authority + request.getRequestURI());
        } catch (URISyntaxException e) {
            return withoutRawPath(scheme, authority, path(request));
        }
    }

    /** Some containers let characters through that are illegal in a URI. */
    private static URI withoutRawPath(String scheme, String authority, String path) {
        try {
            return new URI(scheme, authority, path, null, null);
        } catch (URISyntaxException e) {
            return URI.create(scheme + "://invalid.invalid/");
        }
    }

    private static Headers headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int left = MAX_HEADER_VALUES;
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            if (isToken(name) && !headers.containsKey(name)) {
                List<String> values = values(request.getHeaders(name), left);
                if (!values.isEmpty()) {
                    headers.put(name, values);
                    left -= values.size();
                }
            }
        }
        return Headers.of(headers);
    }

    private static List<String> values(Enumeration<String> sent, int most) {
        List<String> values = new ArrayList<>(1);
        while (sent.hasMoreElements() && values.size() < most) {
            String value = sent.nextElement();
            if (value.length() <= MAX_HEADER_LENGTH && Headers.isValue(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** A sub-protocol is one too, by RFC 6455 section 4.1. */
    private static boolean isToken(String text) {
        return text.length() <= MAX_TOKEN_LENGTH && Headers.isName(text);
    }

    /** Of several with one name the first: browsers send the one of the narrowest path first. */
    private static Map<String, String> cookies(HttpServletRequest request) {
        Map<String, String> cookies = new HashMap<>();
        Cookie @Nullable [] sent = request.getCookies();
        if (sent != null) {
            for (Cookie cookie : sent) {
                if (cookies.size() < MAX_COOKIES && cookie.getValue() != null) {
                    cookies.putIfAbsent(cookie.getName(), cookie.getValue());
                }
            }
        }
        return cookies;
    }

    private static List<String> subprotocols(HttpServletRequest request) {
        Set<String> subprotocols = new LinkedHashSet<>();
        for (String token : HandshakeRequests.tokens(request, "Sec-WebSocket-Protocol")) {
            if (subprotocols.size() < MAX_SUBPROTOCOLS && isToken(token)) {
                subprotocols.add(token);
            }
        }
        return List.copyOf(subprotocols);
    }
}
