package ee.channels.jakarta;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * Tells WebSocket handshakes from other requests, by RFC 6455 section 4.2.1 and RFC 8441.
 *
 * <p>Thread-safe: it keeps nothing.
 */
final class HandshakeRequests {

    private static final int KEY_LENGTH = 24;
    private static final int KEY_BYTES = 16;

    private HandshakeRequests() {}

    /**
     * Whether the engine is to upgrade this request, if there is somebody to serve it. One that only tries, with a bad
     * key or version for instance, is none, and no consumer needs to know.
     */
    static boolean isHandshake(HttpServletRequest request) {
        if (isConnect(request)) {
            return hasToken(request, "Sec-WebSocket-Version", "13");
        }
        return asksForUpgrade(request)
                && hasToken(request, "Sec-WebSocket-Version", "13")
                && isKey(request.getHeader("Sec-WebSocket-Key"));
    }

    /** Whether a handshake is a stream of an HTTP/2 connection: its answer is 200, not 101. */
    static boolean isConnect(HttpServletRequest request) {
        return request.getMethod().equals("CONNECT");
    }

    /** Whether this is a handshake but for the version of the protocol, which some engines overlook. */
    static boolean isOfAnotherVersion(HttpServletRequest request) {
        return asksForUpgrade(request) && !hasToken(request, "Sec-WebSocket-Version", "13");
    }

    private static boolean asksForUpgrade(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && hasToken(request, "Upgrade", "websocket")
                && hasToken(request, "Connection", "upgrade");
    }

    private static boolean isKey(@org.jspecify.annotations.Nullable String key) {
        if (key == null || key.length() != KEY_LENGTH) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean hasToken(HttpServletRequest request, String header, String token) {
        return tokens(request, header).stream().anyMatch(token::equalsIgnoreCase);
    }

    /** The parts of a header that is a comma-separated list, over all of its lines. */
    static List<String> tokens(HttpServletRequest request, String header) {
        List<String> tokens = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(header))) {
            for (String token : line.split(",", -1)) {
                tokens.add(token.strip());
            }
        }
        return tokens;
    }
}
