package ee.channels.security;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.DenyingHandler;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets in who has a role: 401 where nobody is signed in, 403 where the role is missing, before the consumer is made.
 *
 * <pre>{@code
 * Route.prefix("/ws/admin", Authorization.roles("admin").around(admin))
 * }</pre>
 *
 * <p>Who is signed in, and in which roles, is what {@link Scope#user()} and {@link Scope#isUserInRole} say where this
 * stands: the container's word, or that of middleware outside of it ({@link Scope#withUser}). On a consumer class the
 * annotations of {@code jakarta.annotation.security} say the same.
 *
 * <p>The adapter asks before it asks this: an unknown path is 404, a foreign origin 403 and a session with too many
 * connections 429, whoever is signed in.
 *
 * <p>Channels counterpart: none; there, each consumer looks at {@code scope["user"]} by itself.
 *
 * <p>Immutable.
 */
public final class Authorization implements Middleware {

    /** The role of everybody who is signed in, as the specification of servlets has it. */
    public static final String SIGNED_IN = "**";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Set<String> roles;

    private Authorization(Set<String> roles) {
        this.roles = roles;
    }

    /**
     * Lets in who is in at least one of these roles. Counterpart: {@code @RolesAllowed}.
     *
     * @param roles at least one; {@value #SIGNED_IN} is everybody who is signed in
     * @throws ConfigurationException if there is none, or one is blank
     */
    public static Authorization roles(String... roles) {
        if (roles.length == 0 || List.of(roles).stream().anyMatch(String::isBlank)) {
            throw ConfigurationException.refused(
                    "The roles of an authorization", List.of(roles).toString(), "at least one, none of them blank");
        }
        return new Authorization(new TreeSet<>(List.of(roles)));
    }

    /** Lets in everybody who is signed in, in whatever role. */
    public static Authorization signedIn() {
        return roles(SIGNED_IN);
    }

    /** Lets nobody in: 403. Counterpart: {@code @DenyAll}. */
    public static Authorization nobody() {
        return new Authorization(Set.of());
    }

    /** Opens the inner application, or a handler that denies with 401 or 403. */
    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        if (roles.isEmpty()) {
            return new DenyingHandler(link, FORBIDDEN, Headers.empty());
        }
        if (scope.user().isEmpty()) {
            return new DenyingHandler(link, UNAUTHORIZED, Headers.empty());
        }
        return roles.stream().anyMatch(role -> role.equals(SIGNED_IN) || scope.isUserInRole(role))
                ? inner.open(scope, link)
                : new DenyingHandler(link, FORBIDDEN, Headers.empty());
    }

    /** The roles. */
    @Override
    public String toString() {
        return "Authorization" + roles;
    }
}
