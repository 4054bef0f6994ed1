package ee.channels.security;

import ee.channels.ConfigurationException;
import ee.channels.security.Origin.Authority;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** One entry of an allow-list; what it leaves open matches anything. */
record OriginPattern(Optional<String> scheme, String host, boolean subdomains, Optional<Integer> port) {

    private static final String ALLOWED =
            "\"*\", or a host such as example.com, .example.com (with subdomains) or [::1],"
                    + " each with or without a scheme (https://example.com) and a port (example.com:8443)";

    static OriginPattern parse(String text) {
        int slashes = text.indexOf("://");
        Optional<String> scheme = slashes < 0
                ? Optional.empty()
                : Optional.of(Origin.scheme(text.substring(0, slashes)).orElseThrow(() -> refused(text, "")));
        String rest = slashes < 0 ? text : text.substring(slashes + 3);
        checkSpelling(text, rest);
        boolean subdomains = rest.startsWith(".");
        Authority authority = Authority.parse(ascii(text, subdomains ? rest.substring(1) : rest))
                .filter(found -> !found.host().endsWith(".")
                        && !(subdomains && found.host().startsWith("[")))
                .orElseThrow(() -> refused(text, ""));
        // A pattern with a scheme means that scheme's port, unless it names another.
        Optional<Integer> port = authority.port().or(() -> scheme.map(Origin::defaultPort));
        return new OriginPattern(scheme, authority.host(), subdomains, port);
    }

    private static void checkSpelling(String text, String rest) {
        if (rest.startsWith("*.")) {
            throw refused(text, "; for the subdomains write " + text.replace("*.", "."));
        }
        if (text.toLowerCase(Locale.ROOT).equals("null")) {
            throw refused(text, "; \"null\" is the origin of files and sandboxed frames of anybody");
        }
        if (!rest.startsWith("[") && rest.indexOf(':') != rest.lastIndexOf(':')) {
            throw refused(text, "; an IPv6 address stands in brackets: [" + rest + "]");
        }
        if (rest.indexOf('/') >= 0) {
            throw refused(text, "; an origin has no path, so leave out what begins with the slash after the host");
        }
    }

    /** Browsers send names of other scripts in their ASCII form. */
    private static String ascii(String text, String authority) {
        if (authority.chars().allMatch(c -> c < 0x80)) {
            return authority;
        }
        try {
            return IDN.toASCII(authority);
        } catch (IllegalArgumentException e) {
            throw refused(text, "; the name has no ASCII form: " + e.getMessage());
        }
    }

    private static ConfigurationException refused(String text, String hint) {
        return ConfigurationException.refused("allowed origin", text, ALLOWED + hint);
    }

    boolean matches(Origin origin) {
        return scheme.map(origin.scheme()::equals).orElse(true)
                && port.map(wanted -> wanted == origin.port()).orElse(true)
                && (host.equals(origin.host()) || (subdomains && origin.host().endsWith("." + host)));
    }
}
