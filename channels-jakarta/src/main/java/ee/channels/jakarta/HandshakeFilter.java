package ee.channels.jakarta;

import ee.channels.application.NoRouteException;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.GenericFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Runs routing, middleware and {@code connect()} while the handshake is still a request: a refusal is a real HTTP
 * status, and an acceptance goes on to the engine, whose own upgrade stays in charge of the socket.
 *
 * <p>Everything that is no WebSocket handshake passes untouched, as do handshakes for endpoints of the application's
 * own, and malformed ones, which the engine answers by itself; only one of another version of the protocol is told so
 * here, since not every engine does. It stands in front of all other filters and behind the container's log-in; map a
 * filter named {@value #NAME} in web.xml, of this class and with {@code async-supported}, to put it elsewhere.
 *
 * <p>In this order a handshake is refused: 401 for credentials that the container refuses, which it is asked for only
 * where the page may open a socket; 404 for a path of ours that has no route; 400 for a query that is no part of a URI;
 * 403 for a page of a foreign origin; 429 for a session or an address with too many connections; 401 and 403 for who
 * may not come in; and then whatever {@code connect()} says.
 *
 * <p>Channels counterpart: the handshake half of {@code WebSocketProtocol} in Daphne, with {@code websocket.connect}
 * before the answer.
 *
 * <p>Thread-safe.
 */
public final class HandshakeFilter extends GenericFilter {

    /** The name under which the filter is registered, or declared by the application. */
    public static final String NAME = "channels-handshake";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(HandshakeFilter.class.getName());

    private static final HandshakeAnswer.Denied NOT_FOUND =
            new HandshakeAnswer.Denied(HttpServletResponse.SC_NOT_FOUND, Headers.empty());

    /** RFC 6455 section 4.4. */
    private static final HandshakeAnswer.Denied OTHER_VERSION =
            new HandshakeAnswer.Denied(426, Headers.of("Sec-WebSocket-Version", "13"));

    private static final HandshakeAnswer.Denied FAILED =
            new HandshakeAnswer.Denied(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, Headers.empty());

    private transient @Nullable Deployment deployment;

    /** For a declaration in web.xml; serves what {@link ChannelsInitializer} has found. */
    public HandshakeFilter() {}

    HandshakeFilter(Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        if (config.getServletContext().getAttribute(Deployment.ATTRIBUTE) instanceof Deployment prepared) {
            deployment = prepared;
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Deployment present = deployment;
        Sockets sockets = present == null ? null : present.sockets();
        if (sockets == null
                || !(request instanceof HttpServletRequest http)
                || !(response instanceof HttpServletResponse answer)
                || request.getDispatcherType() != DispatcherType.REQUEST) {
            // What was dispatched here from elsewhere passes too: an endpoint of ours opens for no such request.
            chain.doFilter(request, response);
        } else if (HandshakeRequests.isHandshake(http)) {
            handshake(sockets, http, answer, chain);
        } else if (HandshakeRequests.isOfAnotherVersion(http)
                && sockets.templates().mayCover(HandshakeScope.path(http))) {
            deny(sockets, answer, OTHER_VERSION);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void handshake(
            Sockets sockets, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = HandshakeScope.path(request);
        ScopeSession session = sockets.sessions().open(request);
        Scope scope = HandshakeScope.of(request, session);
        // Before anything of the application's sees the user; but whose page it is comes first.
        if (sockets.signIn().isDue(request)
                && sockets.origins().allows(scope)
                && !sockets.signIn().attempt(request, response)) {
            return;
        }
        HandshakeAnswer answer = answer(sockets, request, scope, session);
        if (answer instanceof HandshakeAnswer.Accepted accepted) {
            upgrade(sockets, accepted, path, request, response, chain);
        } else if (answer instanceof HandshakeAnswer.Denied denied) {
            deny(sockets, response, denied);
        } else if (sockets.templates().mayCover(path) || path.equals(Sockets.FALLBACK)) {
            deny(sockets, response, NOT_FOUND);
        } else {
            chain.doFilter(request, HandshakeRequests.isConnect(request) ? new ConnectResponse(response) : response);
        }
    }

    /** The application's answer, or null if it serves no such path. */
    private static @Nullable HandshakeAnswer answer(
            Sockets sockets, HttpServletRequest request, Scope scope, ScopeSession session) {
        HandshakeRoles roles = new HandshakeRoles(request, sockets.roles());
        HandshakeAnswer answer = NOT_FOUND;
        try {
            answer = sockets.runtime()
                    .handshake(scope.toBuilder()
                            .user(request.getUserPrincipal(), roles)
                            .build());
            return answer;
        } catch (NoRouteException e) {
            return null;
        } catch (RuntimeException e) {
            // Containers show the client what they catch.
            LOG.log(Level.ERROR, "A handshake failed", e);
            return FAILED;
        } finally {
            roles.answered();
            sockets.sessions().answered(session, answer);
        }
    }

    private static void deny(Sockets sockets, HttpServletResponse response, HandshakeAnswer.Denied denied)
            throws IOException {
        Headers headers = sockets.signIn().headers(denied.status(), denied.headers());
        for (String name : headers.names()) {
            headers.all(name).forEach(value -> response.addHeader(name, value));
        }
        response.sendError(denied.status());
    }

    private static void upgrade(
            Sockets sockets,
            HandshakeAnswer.Accepted accepted,
            String path,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        HandOver handOver = new HandOver(sockets, accepted);
        HttpServletRequest handshake = UpgradeFilter.isTyrus(sockets.engine()) ? new TyrusHandshake(request) : request;
        boolean upgraded = false;
        handOver.begin();
        try {
            if (sockets.templates().covers(path)) {
                chain.doFilter(handshake, response);
            } else {
                sockets.upgrade(handshake, response);
            }
            upgraded = isUpgraded(request, response);
        } finally {
            handOver.end();
            if (!upgraded || !handOver.isTaken()) {
                accepted.connection().upgradeFailed();
            }
        }
        if (upgraded && !handOver.isTaken()) {
            LOG.log(
                    Level.WARNING,
                    "The engine upgraded {0} to another endpoint than ours, although a route accepted it; an endpoint of the"
                            + " application's own has a narrower path",
                    accepted.connection().scope());
        }
    }

    private static boolean isUpgraded(HttpServletRequest request, HttpServletResponse response) {
        int expected = HandshakeRequests.isConnect(request)
                ? HttpServletResponse.SC_OK
                : HttpServletResponse.SC_SWITCHING_PROTOCOLS;
        return response.getStatus() == expected;
    }

    /** The application stops: containers that are about to end its sessions call this first. */
    @Override
    public void destroy() {
        Deployment present = deployment;
        if (present != null) {
            present.stop();
        }
    }
}
