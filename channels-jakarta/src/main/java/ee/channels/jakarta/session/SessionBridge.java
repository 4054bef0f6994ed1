package ee.channels.jakarta.session;

import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.Connection;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.Threads;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP sessions of one application and the connections that belong to them: when a session ends, its connections
 * do, with or without a user, in every tab, and no others.
 *
 * <p>A connection belongs to the session that its handshake came with, or that {@code create()} made in
 * {@code connect()}, from the moment it is accepted until it is over. The bond is kept here, by the session's id, and
 * nowhere in the session: nothing of ours is replicated or stored, and a session without connections costs nothing.
 *
 * <p><b>The end of a session</b> is marked in the container's event and carried out after it: disconnect and the close
 * frame run on other threads. While the application is stopping, containers end sessions as well; then the connections
 * close with 1001, as they would without a session.
 *
 * <p><b>Where the engine is first.</b> Some engines close the sockets of an ending session by themselves, with 1008,
 * and report that before our listener has heard of the session. {@link #gone} therefore keeps a 1008 back for a second:
 * if the session's end comes within it, that is the cause. A client's own 1008 is reported a second late.
 *
 * <p>Channels counterpart: none; there, a socket outlives the session it came with.
 *
 * <p>Thread-safe. One lock guards the tables; neither the container nor a connection is called under it.
 */
public final class SessionBridge {

    private static final int POLICY_VIOLATION = 1008;
    private static final Duration ENGINE_FIRST = Duration.ofSeconds(1);

    /** Ids of ended sessions that are remembered; see {@link #lately}. */
    private static final int LATELY = 1_024;

    /** A connection, its view of the session, and where it is in the table. */
    private static final class Bond {
        private final Connection connection;
        private final HttpScopeSession session;
        private @Nullable String key; // guarded by the bridge's lock; null once it is over
        private @Nullable Runnable gone; // guarded by the bridge's lock; the report that is kept back

        private Bond(Connection connection, HttpScopeSession session) {
            this.connection = connection;
            this.session = session;
        }
    }

    private record Started(ChannelsRuntime runtime, Threads threads) {}

    private final SessionEnds listener = new SessionEnds(this);
    private volatile @Nullable Started started;

    private final Object lock = new Object();

    /** By the id of their session; guarded by lock. */
    private final Map<String, Set<Bond>> bonds = new HashMap<>();

    /** Guarded by lock. */
    private final Map<Connection, Bond> byConnection = new HashMap<>();

    /**
     * The sessions that ended last, for handshakes that come between the event and the moment from which the container
     * refuses the session; guarded by lock.
     */
    private final Set<String> lately = new LinkedHashSet<>();

    /** A bridge without connections. */
    public SessionBridge() {}

    /** To be registered by {@code ServletContext.addListener}, which only works while the application starts. */
    public EventListener listener() {
        return listener;
    }

    /**
     * Gives the bridge what it needs before the first handshake.
     *
     * @param runtime tells whether the application is stopping
     * @param threads keep time
     */
    public void start(ChannelsRuntime runtime, Threads threads) {
        started = new Started(runtime, threads);
    }

    /**
     * The session of a handshake, for its scope. Creates none.
     *
     * @param request the handshake, which is kept until it is {@linkplain #answered answered}
     */
    public ScopeSession open(HttpServletRequest request) {
        return new HttpScopeSession(request);
    }

    /**
     * Says how a handshake was answered, as soon as it is and before the engine upgrades. From now on no session can be
     * created. An accepted connection belongs to the session now; if that has ended meanwhile, so does the connection.
     *
     * @param session what {@link #open} returned
     */
    public void answered(ScopeSession session, HandshakeAnswer answer) {
        if (session instanceof HttpScopeSession opened) {
            opened.answered();
            if (answer instanceof HandshakeAnswer.Accepted accepted && opened.hadSession()) {
                bind(accepted.connection(), opened);
            }
        }
    }

    private void bind(Connection connection, HttpScopeSession session) {
        Bond bond = new Bond(connection, session);
        Optional<String> id = session.liveId();
        boolean live = id.isPresent() && add(bond, id.get());
        if (live) {
            connection.whenEnded(() -> remove(bond));
            Optional<String> now = session.liveId();
            live = now.isPresent();
            now.filter(changed -> !changed.equals(id.get())).ifPresent(changed -> move(bond, changed));
        }
        if (!live) {
            remove(bond);
            end(bond);
        }
    }

    /**
     * The engine's report that a socket is closed, in place of {@link Connection#gone}, which it calls now or, for a
     * 1008 that may be the engine's own word for the end of the session, after that.
     */
    public void gone(Connection connection, int code, String phrase) {
        Runnable report = () -> connection.gone(code, phrase);
        Started present = started;
        if (code == POLICY_VIOLATION && present != null && keptBack(connection, report)) {
            present.threads().schedule(report, ENGINE_FIRST);
        } else {
            report.run();
        }
    }

    private boolean keptBack(Connection connection, Runnable report) {
        synchronized (lock) {
            Bond bond = byConnection.get(connection);
            if (bond != null) {
                bond.gone = report;
            }
            return bond != null;
        }
    }

    /** Connections that belong to a session now. */
    public int bound() {
        synchronized (lock) {
            return byConnection.size();
        }
    }

    // ---- the listener's side

    void sessionCreated(String id) {
        synchronized (lock) {
            lately.remove(id); // some containers use an id again
        }
    }

    void sessionDestroyed(String id) {
        Set<Bond> ended;
        synchronized (lock) {
            lately.add(id);
            if (lately.size() > LATELY) {
                lately.remove(lately.iterator().next());
            }
            ended = bonds.remove(id);
            if (ended == null) {
                return;
            }
            for (Bond bond : ended) {
                bond.key = null;
                byConnection.remove(bond.connection);
            }
        }
        ended.forEach(this::end);
    }

    void sessionIdChanged(HttpSession session, String oldId) {
        String id = session.getId();
        List<Bond> moved;
        synchronized (lock) {
            moved = new ArrayList<>(bonds.getOrDefault(oldId, Set.of()));
            moved.forEach(bond -> put(bond, id));
        }
        moved.forEach(bond -> bond.session.idChanged(session));
    }

    private void end(Bond bond) {
        bond.session.end();
        Started present = started;
        if (present != null && present.runtime().isStopping()) {
            bond.connection.shutdown();
        } else {
            bond.connection.sessionEnded();
        }
        Runnable report;
        synchronized (lock) {
            report = bond.gone;
        }
        if (report != null) {
            report.run();
        }
    }

    // ---- the table

    private boolean add(Bond bond, String id) {
        synchronized (lock) {
            if (lately.contains(id)) {
                return false;
            }
            byConnection.put(bond.connection, bond);
            put(bond, id);
            return true;
        }
    }

    private void move(Bond bond, String id) {
        synchronized (lock) {
            if (bond.key != null) {
                put(bond, id);
            }
        }
    }

    private void remove(Bond bond) {
        synchronized (lock) {
            take(bond);
            byConnection.remove(bond.connection);
        }
    }

    /** Called under the lock. */
    private void put(Bond bond, String id) {
        take(bond);
        bond.key = id;
        bonds.computeIfAbsent(id, absent -> new HashSet<>(2)).add(bond);
    }

    /** Called under the lock. */
    private void take(Bond bond) {
        String key = bond.key;
        bond.key = null;
        Set<Bond> siblings = key == null ? null : bonds.get(key);
        if (siblings != null && siblings.remove(bond) && siblings.isEmpty()) {
            bonds.remove(key);
        }
    }
}
