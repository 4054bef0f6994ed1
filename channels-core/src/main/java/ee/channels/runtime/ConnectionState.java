package ee.channels.runtime;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The life of a connection, and the one table of what may follow what. */
enum ConnectionState {
    /** {@code connect()} is running; nothing is decided. */
    CONNECTING,
    /** Accepted; the engine has not opened the socket yet. */
    ACCEPTED,
    /** Frames go both ways. */
    OPEN,
    /** Over: {@code disconnect} has its reason. What was sent before may still be on its way out. */
    ENDED;

    private static final Map<ConnectionState, Set<ConnectionState>> NEXT = Map.of(
            CONNECTING, EnumSet.of(ACCEPTED, ENDED),
            ACCEPTED, EnumSet.of(OPEN, ENDED),
            OPEN, EnumSet.of(ENDED),
            ENDED, EnumSet.noneOf(ConnectionState.class));

    boolean mayBecome(ConnectionState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** The next state, if the table has it. */
    ConnectionState to(ConnectionState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("A connection that is " + this + " cannot become " + next);
        }
        return next;
    }
}
