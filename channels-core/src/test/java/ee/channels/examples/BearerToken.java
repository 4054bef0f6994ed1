package ee.channels.examples;

import ee.channels.application.Application;
import ee.channels.application.DenyingHandler;
import ee.channels.application.ForwardingLink;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

// tag::bearer-token[]
/**
 * Authenticates by a token in the sub-protocol, the one place where a page can put one: {@code new WebSocket(url,
 * ["chat.v1", "bearer." + token])}.
 *
 * <p>A browser closes the socket unless the answer chooses one of the protocols it offered, and the answer must not
 * repeat the token: so the page offers a real protocol besides, and that one is chosen.
 */
final class BearerToken implements Middleware {

    private static final String PREFIX = "bearer.";

    private final Function<String, Optional<Principal>> verify;

    BearerToken(Function<String, Optional<Principal>> verify) {
        this.verify = verify;
    }

    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        List<String> protocols = scope.subprotocols().stream()
                .filter(protocol -> !protocol.startsWith(PREFIX))
                .toList();
        Optional<Principal> user = scope.subprotocols().stream()
                .filter(protocol -> protocol.startsWith(PREFIX))
                .findFirst()
                .flatMap(protocol -> verify.apply(protocol.substring(PREFIX.length())));
        if (user.isEmpty() || protocols.isEmpty()) {
            return new DenyingHandler(link, 401, Headers.of("WWW-Authenticate", "Bearer"));
        }
        Scope known = scope.toBuilder().subprotocols(protocols).build().withUser(user.get(), Set.of());
        return inner.open(known, new ForwardingLink(link) {
            @Override
            public void accept(Optional<String> subprotocol, Headers headers) {
                super.accept(subprotocol.or(() -> Optional.of(protocols.get(0))), headers);
            }
        });
    }
}
// end::bearer-token[]
