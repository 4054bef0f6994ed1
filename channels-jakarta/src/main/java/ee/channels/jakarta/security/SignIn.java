package ee.channels.jakarta.security;

import ee.channels.scope.Headers;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Signs in who sends credentials with a handshake, by the application's own log-in.
 *
 * <p>Containers look at credentials where a constraint of web.xml covers the path; on other paths some do and some do
 * not. So this asks the container, but only for a request that carries an {@code Authorization} header of the very
 * scheme that the application's log-in reads from it ({@code BASIC}, {@code DIGEST}), and only where nobody is signed
 * in yet. Every other log-in would answer a handshake with a form or a redirect and might create a session for it.
 *
 * <p>No Channels counterpart.
 *
 * <p>Immutable.
 */
public final class SignIn {

    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String BASIC = "BASIC";

    private final String scheme;
    private final Optional<String> challenge;

    private SignIn(String scheme, Optional<String> challenge) {
        this.scheme = scheme;
        this.challenge = challenge;
    }

    /** The log-in that the descriptor declares; without one there is nothing to ask the container for. */
    public static SignIn of(SecurityDescriptor descriptor) {
        String scheme = descriptor
                .authMethod()
                .map(method -> method.toUpperCase(Locale.ROOT))
                .filter(method -> method.equals(BASIC) || method.equals("DIGEST"))
                .orElse("");
        return new SignIn(scheme, scheme.equals(BASIC) ? Optional.of(basic(descriptor.realm())) : Optional.empty());
    }

    private static String basic(Optional<String> realm) {
        String quoted = realm.orElse("Authentication required")
                .replaceAll("[^ -~]", "?")
                .replace("\\", "\\\\")
                .replace("\"", "\\\"");
        return "Basic realm=\"" + quoted + "\"";
    }

    /** Whether a handshake brings credentials that the container has not looked at. */
    public boolean isDue(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return !scheme.isEmpty()
                && header != null
                && header.regionMatches(true, 0, scheme + " ", 0, scheme.length() + 1)
                && request.getUserPrincipal() == null;
    }

    /**
     * Has the container look at them.
     *
     * @return whether somebody is signed in now; if not, the response says so already
     */
    public boolean attempt(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            if (request.authenticate(response)) {
                return true;
            }
        } catch (ServletException refused) {
            if (refused.getRootCause() != null) {
                throw refused;
            }
            // as the specification has it: refused, and the answer is left to us
        }
        if (!response.isCommitted() && response.getStatus() != HttpServletResponse.SC_UNAUTHORIZED) {
            challenge.ifPresent(value -> response.setHeader(CHALLENGE, value));
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        }
        return false;
    }

    /**
     * The headers that a refusal goes out with: of 401, the challenge as well, if the application's log-in is
     * {@code BASIC} and the refusal has none of its own.
     */
    public Headers headers(int status, Headers own) {
        boolean bare = status == HttpServletResponse.SC_UNAUTHORIZED
                && own.all(CHALLENGE).isEmpty();
        return bare ? challenge.map(value -> own.with(CHALLENGE, value)).orElse(own) : own;
    }
}
