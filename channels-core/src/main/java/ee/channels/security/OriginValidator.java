package ee.channels.security;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.DenyingHandler;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Refuses handshakes that come from pages of foreign sites, with 403.
 *
 * <p>A browser lets any page open a WebSocket to any server and sends the user's cookies along; only the {@code Origin}
 * header tells whose page it is. Programs other than browsers send what they like, so this protects users, not the
 * server.
 *
 * <p>An Origin that is {@code null}, empty or malformed, and a request with two different ones, are refused by all
 * validators but one that allows {@code "*"}. Names are compared in lower case, {@code ws} counts as {@code http} and
 * {@code wss} as {@code https}, and a missing port as 80 or 443.
 *
 * <p>Channels counterpart: {@code OriginValidator} and {@code AllowedHostsOriginValidator}.
 *
 * <p>Thread-safe.
 */
public final class OriginValidator implements Middleware {

    private static final Logger LOG = System.getLogger(OriginValidator.class.getName());
    private static final String ANY = "*";
    private static final int FORBIDDEN = 403;

    private final Rule rule;
    private final AtomicBoolean refusedBefore = new AtomicBoolean();

    private OriginValidator(Rule rule) {
        this.rule = rule;
    }

    /**
     * Allows pages of this server's own scheme, host and port, as {@link Scope#requestUri()} has them: behind a proxy
     * the container must be told to trust the proxy's headers, or every page is a foreign one. A request without an
     * Origin is allowed, since it comes from no browser. What the adapter does unless told otherwise.
     */
    public static OriginValidator sameOrigin() {
        return new OriginValidator(new SameOrigin());
    }

    /**
     * Allows pages of these sites and of no other, not even of this server itself.
     *
     * <table>
     * <caption>What a pattern may be</caption>
     * <tr><th>Pattern</th><th>Allows</th></tr>
     * <tr><td>{@code *}</td><td>everything, and requests without an Origin</td></tr>
     * <tr><td>{@code example.com}</td><td>this host, any scheme and port</td></tr>
     * <tr><td>{@code .example.com}</td><td>this domain and every subdomain</td></tr>
     * <tr><td>{@code example.com:8000}</td><td>this host and port, any scheme</td></tr>
     * <tr><td>{@code https://example.com}</td><td>this scheme, its default port, this host</td></tr>
     * <tr><td>{@code https://.example.com:8443}</td><td>this scheme and port, the domain and its subdomains</td></tr>
     * <tr><td>{@code [::1]}, {@code http://[::1]:8080}</td><td>an IPv6 address, however it is abbreviated</td></tr>
     * </table>
     *
     * <p>Without {@code "*"}, a request without an Origin is refused.
     *
     * @param patterns none refuses everything
     * @throws ConfigurationException naming a pattern that could never match, {@code *.example.com} among them
     */
    public static OriginValidator allow(String... patterns) {
        List<String> listed = List.of(patterns);
        List<OriginPattern> sites = listed.stream()
                .filter(pattern -> !pattern.equals(ANY))
                .map(OriginPattern::parse)
                .toList();
        return new OriginValidator(listed.contains(ANY) ? new AnyOrigin() : new AllowList(sites));
    }

    /** Opens the inner application, or a handler that denies with 403. */
    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        List<String> sent = sent(scope);
        if (rule.allows(scope, sent)) {
            return inner.open(scope, link);
        }
        log(scope, sent);
        return new DenyingHandler(link, FORBIDDEN, Headers.empty());
    }

    /** Whether a handshake comes from a page that may open a socket, for what is to be done before it is opened. */
    public boolean allows(Scope scope) {
        return rule.allows(scope, sent(scope));
    }

    private static List<String> sent(Scope scope) {
        return scope.headers().all("Origin").stream().distinct().limit(2).toList();
    }

    /** The first refusal may be a proxy that is not trusted yet; the others are what the validator is for. */
    private void log(Scope scope, List<String> sent) {
        Level level = refusedBefore.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG;
        if (LOG.isLoggable(level)) {
            // Only an origin that was understood is printed: it has no characters that could forge a line.
            String shown = sent.size() == 1
                    ? Origin.parse(sent.get(0)).map(Origin::toString).orElse("malformed")
                    : sent.isEmpty() ? "missing" : "given twice";
            String hint = level == Level.WARNING ? " Later refusals are logged at DEBUG." : "";
            LOG.log(
                    level,
                    "Refused a handshake: its Origin, " + shown + ", is not " + rule.describe(scope) + "." + hint);
        }
    }

    private static Optional<Origin> single(List<String> sent) {
        return sent.size() == 1 ? Origin.parse(sent.get(0)) : Optional.empty();
    }

    private interface Rule {
        boolean allows(Scope scope, List<String> sent);

        String describe(Scope scope);
    }

    private record SameOrigin() implements Rule {
        @Override
        public boolean allows(Scope scope, List<String> sent) {
            Optional<Origin> own = Origin.of(scope.requestUri());
            return sent.isEmpty() || (own.isPresent() && own.equals(single(sent)));
        }

        @Override
        public String describe(Scope scope) {
            return "that of the request, "
                    + Origin.of(scope.requestUri()).map(Origin::toString).orElse("unknown")
                    + " (behind a proxy, make the container trust its X-Forwarded headers)";
        }
    }

    private record AllowList(List<OriginPattern> sites) implements Rule {
        @Override
        public boolean allows(Scope scope, List<String> sent) {
            return single(sent).stream().anyMatch(origin -> sites.stream().anyMatch(site -> site.matches(origin)));
        }

        @Override
        public String describe(Scope scope) {
            return "in the allow-list";
        }
    }

    private record AnyOrigin() implements Rule {
        @Override
        public boolean allows(Scope scope, List<String> sent) {
            return true;
        }

        @Override
        public String describe(Scope scope) {
            return "in the allow-list";
        }
    }
}
