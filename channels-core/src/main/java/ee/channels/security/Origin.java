package ee.channels.security;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A web origin (RFC 6454) in canonical form: lower case, {@code http} for {@code ws} and {@code https} for {@code wss}.
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address in brackets as 32 hexadecimal digits
 * @param port as given, or the scheme's default, or {@link #NO_PORT} if it has none
 */
record Origin(String scheme, String host, int port) {

    static final int NO_PORT = -1;

    private static final int MAX_LENGTH = 300;
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65_535;
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,30}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*+\\.?");
    private static final Pattern IPV6 = Pattern.compile("\\[(?=.*:)[0-9a-f:.]{2,45}]");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** An origin as a browser writes it; empty for {@code null}, a path behind it, user names and any other text. */
    static Optional<Origin> parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Optional<String> scheme = scheme(text.substring(0, colon));
        return scheme.flatMap(found -> Authority.parse(text.substring(colon + 3))
                .map(authority ->
                        new Origin(found, authority.host(), authority.port().orElse(defaultPort(found)))));
    }

    /** The origin of a page that the server itself delivered under this address. */
    static Optional<Origin> of(URI uri) {
        // Not uri.getHost(), which is null for names with an underscore.
        boolean complete = uri.getScheme() != null && uri.getRawAuthority() != null;
        return complete ? parse(uri.getScheme() + "://" + uri.getRawAuthority()) : Optional.empty();
    }

    static Optional<String> scheme(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "ws" -> Optional.of("http");
            case "wss" -> Optional.of("https");
            default -> SCHEME.matcher(lower).matches() ? Optional.of(lower) : Optional.empty();
        };
    }

    static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> NO_PORT;
        };
    }

    /** A host in canonical form, or empty if it is none. */
    static Optional<String> host(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            return IPV6.matcher(lower).matches() ? ipv6(lower) : Optional.empty();
        }
        boolean name = lower.length() <= MAX_HOST && NAME.matcher(lower).matches();
        return name ? Optional.of(lower) : Optional.empty();
    }

    private static Optional<String> ipv6(String bracketed) {
        try {
            // Brackets and a colon make it an address or an error, never a name to look up.
            byte[] address = InetAddress.getByName(bracketed).getAddress();
            return Optional.of("[" + HexFormat.of().formatHex(address) + "]");
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    /** By hand: Java 17 never lets go of the record that was compared last, nor of the application that it is of. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that
                && scheme.equals(that.scheme)
                && host.equals(that.host)
                && port == that.port;
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, host, port);
    }

    /** As a browser would write it, but for the digits of an IPv6 address. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port == NO_PORT || port == defaultPort(scheme) ? "" : ":" + port);
    }

    /** A host and the port that may follow it. */
    record Authority(String host, Optional<Integer> port) {

        static Optional<Authority> parse(String text) {
            int colon = text.indexOf(':', Math.max(0, text.indexOf(']')));
            Optional<String> host = Origin.host(colon < 0 ? text : text.substring(0, colon));
            if (colon < 0) {
                return host.map(found -> new Authority(found, Optional.empty()));
            }
            Optional<Integer> port = port(text.substring(colon + 1));
            return port.isEmpty() ? Optional.empty() : host.map(found -> new Authority(found, port));
        }

        private static Optional<Integer> port(String text) {
            return Optional.of(text)
                    .filter(digits -> PORT.matcher(digits).matches())
                    .map(Integer::valueOf)
                    .filter(port -> port > 0 && port <= MAX_PORT);
        }
    }
}
