package ee.channels.scope;

import java.util.Optional;

/**
 * The HTTP session that the handshake came with, alive: what a servlet writes is read here at once, and the other way
 * round.
 *
 * <p>No session is created unasked: without one, reads are empty and writes are refused until {@link #create()}, which
 * only works before the handshake is accepted, because a cookie must still reach the browser. When the session expires
 * or is invalidated, its connections end, with {@code CloseReason.Cause.SESSION_ENDED}.
 *
 * <p>Channels counterpart: {@code scope["session"]}, which is a snapshot and never sees a later log-out.
 *
 * <p>Thread-safe, as far as the container's session is.
 */
public interface ScopeSession {

    /** Whether there is a session and it has not ended. */
    boolean exists();

    /**
     * The session's present id, which changes at a log-in.
     *
     * @throws NoSessionException if there is none, it has ended, or the container has none outside a request
     */
    String id();

    /**
     * Makes sure that there is a session, whose cookie goes out with the handshake's answer.
     *
     * @throws NoSessionException if there is none and the handshake was answered already
     */
    void create();

    /**
     * The value of an attribute, or empty if there is none or no session.
     *
     * @throws NoSessionException if the container has no session outside a request
     */
    Optional<Object> get(String name);

    /**
     * Sets an attribute on the live session.
     *
     * @throws NoSessionException if there is no session to write to
     */
    void set(String name, Object value);

    /**
     * Removes an attribute; no effect if it is absent.
     *
     * @throws NoSessionException if there is no session to write to
     */
    void remove(String name);

    /**
     * Sets every attribute again that this connection read or wrote, so that a replicated or stored session notices
     * that the inside of one has changed.
     *
     * @throws NoSessionException if there is no session to write to
     */
    void save();

    /**
     * Counts as a use of the session and so delays its expiry; never a side effect of traffic.
     *
     * @throws NoSessionException if there is no session, or the container (Servlet 6.0) cannot do this outside a
     *     request; a small request of the page's own does it there
     */
    void touch();

    /**
     * Ends the session: a sign-out. Every connection of it ends, this one too.
     *
     * @throws NoSessionException if there is no session to end
     */
    void invalidate();

    /** The session of a connection that has none and cannot get one. */
    static ScopeSession none() {
        return AbsentSession.INSTANCE;
    }
}
