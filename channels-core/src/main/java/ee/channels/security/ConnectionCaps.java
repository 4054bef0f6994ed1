package ee.channels.security;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.ForwardingHandler;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds how many connections one HTTP session, or one address, may have at once; over it a handshake is answered with
 * 429.
 *
 * <p>A connection counts for the session id and the address of its handshake until its {@code disconnect} has run; one
 * without a session counts for no session. Behind a proxy every client has the proxy's address unless the container is
 * told to trust its headers (RemoteIpValve on Tomcat), so the cap for addresses is off by default.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe.
 */
public final class ConnectionCaps implements Middleware {

    private static final int MOST = 1_000_000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Headers LATER = Headers.of("Retry-After", "10");

    private final Count sessions;
    private final Count addresses;

    /**
     * Two caps.
     *
     * @param perSession connections of one HTTP session; 1 to 1,000,000, or 0 for no cap
     * @param perAddress connections of one address; 1 to 1,000,000, or 0 for no cap
     * @throws ConfigurationException if either is out of its range
     */
    public ConnectionCaps(int perSession, int perAddress) {
        sessions = new Count(checked("connections-per-session", perSession));
        addresses = new Count(checked("connections-per-address", perAddress));
    }

    /** Handshakes refused because of their session. */
    public long refusedBySession() {
        return sessions.refused.sum();
    }

    /** Handshakes refused because of their address. */
    public long refusedByAddress() {
        return addresses.refused.sum();
    }

    /** Opens the inner application with a gate before its {@code connect()}. */
    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        return new CappedHandler(scope, link, inner.open(scope, link));
    }

    private static int checked(String key, int cap) {
        if (cap < 0 || cap > MOST) {
            throw ConfigurationException.refused(key, Integer.toString(cap), "0 for no cap, or 1 to 1000000");
        }
        return cap;
    }

    /** Takes its places in connect and gives them back in disconnect; the inner handler hears of neither if refused. */
    private final class CappedHandler extends ForwardingHandler {
        private final Link link;
        private final String session;
        private final String address;
        private boolean admitted;

        CappedHandler(Scope scope, Link link, Handler inner) {
            super(inner);
            this.link = link;
            this.session = scope.session().exists() ? scope.session().id() : "";
            this.address = scope.remoteAddress();
        }

        @Override
        public void connect() {
            if (!sessions.take(session)) {
                link.deny(TOO_MANY_REQUESTS, LATER);
            } else if (!addresses.take(address)) {
                sessions.give(session);
                link.deny(TOO_MANY_REQUESTS, LATER);
            } else {
                admitted = true;
                super.connect();
            }
        }

        @Override
        public void disconnect(CloseReason reason) {
            if (admitted) {
                sessions.give(session);
                addresses.give(address);
                super.disconnect(reason);
            }
        }
    }

    /** How many connections each owner has; an empty name is nobody's. */
    private static final class Count {
        private final int cap;
        private final Map<String, Integer> held = new ConcurrentHashMap<>();
        private final LongAdder refused = new LongAdder();

        private Count(int cap) {
            this.cap = cap;
        }

        private boolean counts(String owner) {
            return cap > 0 && !owner.isEmpty();
        }

        boolean take(String owner) {
            if (counts(owner) && held.merge(owner, 1, Integer::sum) > cap) {
                give(owner);
                refused.increment();
                return false;
            }
            return true;
        }

        void give(String owner) {
            if (counts(owner)) {
                held.computeIfPresent(owner, (same, number) -> number == 1 ? null : number - 1);
            }
        }
    }
}
