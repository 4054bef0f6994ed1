package ee.channels.jakarta.session;

import ee.channels.Ticker;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.Connection;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.Threads;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
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
 * {@code connect()}, from the moment it is accepted until it is over. The bond is kept here, by a hash of the session's
 * id, and nowhere in the session: nothing of ours is replicated or stored. Where a channel layer reaches other nodes,
 * these are told what becomes of a session ({@link SessionNews}); otherwise one without connections costs nothing.
 *
 * <p><b>The end of a session</b> is marked in the container's event; disconnect and the close frame run on other
 * threads. The event waits a moment for the close frames, because some engines close these sockets by themselves as
 * soon as it is over, with a code of their own. While the application is stopping, containers end sessions as well;
 * then the connections close with 1001, as they would without a session.
 *
 * <p><b>Where the engine is first.</b> Some engines close the sockets of an ending session by themselves, with 1008,
 * and report that before our listener has heard of the session. {@link #gone} therefore keeps a 1008 back for a second:
 * if the session's end comes within it, that is the cause. A client's own 1008 is reported a second late.
 *
 * <p>Channels counterpart: none; there, a socket outlives the session it came with.
 *
 * <p>Thread-safe. One lock guards the tables; neither the container nor a connection is called under it.
 */
public final class SessionBridge implements AutoCloseable {

    private static final int POLICY_VIOLATION = 1008;
    private static final Duration ENGINE_FIRST = Duration.ofSeconds(1);

    /** How long a container waits for the close frames of a session's sockets; a stuck client holds them up. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** Ended sessions that are remembered; see {@link #lately}. */
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

    private record Started(ChannelsRuntime runtime, Threads threads, Optional<SessionNews> news) {}

    private final SessionEnds listener = new SessionEnds(this);
    private volatile @Nullable Started started;

    private final Object lock = new Object();

    /** By the hash of their session; guarded by lock. */
    private final Map<String, Set<Bond>> bonds = new HashMap<>();

    /** Guarded by lock. */
    private final Map<Connection, Bond> byConnection = new HashMap<>();

    /**
     * The sessions that ended last, for handshakes that come between the event and the moment from which the container
     * refuses the session; guarded by lock.
     */
    private final Set<String> lately = new LinkedHashSet<>();

    private final Duration patience;

    /** A bridge without connections. */
    public SessionBridge() {
        this(PATIENCE);
    }

    SessionBridge(Duration patience) {
        this.patience = patience;
    }

    /** To be registered by {@code ServletContext.addListener}, which only works while the application starts. */
    public EventListener listener() {
        return listener;
    }

    /**
     * Gives the bridge what it needs before the first handshake.
     *
     * @param runtime tells whether the application is stopping
     * @param threads keep time
     * @param news tells other nodes and hears them, if there may be any; closed with this
     */
    public void start(ChannelsRuntime runtime, Threads threads, Optional<SessionNews> news) {
        started = new Started(runtime, threads, news);
        news.ifPresent(present -> present.start(new SessionNews.Listener() {
            @Override
            public void ended(String session) {
                end(session);
            }

            @Override
            public void renamed(String session, String to) {
                rename(session, to);
            }
        }));
    }

    /** What was told to other nodes and heard from them, by name; empty where there can be none. */
    public Map<String, Long> newsCounts() {
        Started present = started;
        return present == null
                ? Map.of()
                : present.news().map(SessionNews::counts).orElse(Map.of());
    }

    /** Other nodes are not heard any more. */
    @Override
    public void close() {
        Started present = started;
        if (present != null) {
            present.news().ifPresent(SessionNews::close);
        }
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
            lately.remove(SessionHash.of(id)); // some containers use an id again
        }
    }

    void sessionDestroyed(String id) {
        String session = SessionHash.of(id);
        Set<Bond> ended = end(session);
        // A node that stops ends what it holds of sessions that may live on elsewhere.
        othersUnlessStopping().ifPresent(news -> news.tellEnded(session));
        awaitClosed(ended);
    }

    private void awaitClosed(Set<Bond> ended) {
        long until = Ticker.system().nanos() + patience.toNanos();
        try {
            for (Bond bond : ended) {
                if (!bond.connection.awaitClosed(until)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<SessionNews> othersUnlessStopping() {
        Started present = started;
        return present == null || present.runtime().isStopping() ? Optional.empty() : present.news();
    }

    /** A session has ended, here or on another node; returns what belonged to it. */
    private Set<Bond> end(String session) {
        Set<Bond> ended;
        synchronized (lock) {
            lately.add(session);
            if (lately.size() > LATELY) {
                lately.remove(lately.iterator().next());
            }
            ended = bonds.remove(session);
            if (ended == null) {
                return Set.of();
            }
            for (Bond bond : ended) {
                bond.key = null;
                byConnection.remove(bond.connection);
            }
        }
        ended.forEach(this::end);
        return ended;
    }

    void sessionIdChanged(HttpSession session, String oldId) {
        String before = SessionHash.of(oldId);
        String now = SessionHash.of(session.getId());
        rename(before, now).forEach(bond -> bond.session.idChanged(session));
        othersUnlessStopping().ifPresent(news -> news.tellRenamed(before, now));
    }

    /** A session has another id, here or on another node; returns what belongs to it. */
    private List<Bond> rename(String session, String to) {
        List<Bond> moved;
        boolean late;
        synchronized (lock) {
            moved = List.copyOf(bonds.getOrDefault(session, Set.of()));
            moved.forEach(bond -> put(bond, to));
            late = !moved.isEmpty() && lately.contains(to);
        }
        if (late) {
            end(to); // its end was heard before its new name
        }
        return moved;
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
            String session = SessionHash.of(id);
            if (lately.contains(session)) {
                return false;
            }
            byConnection.put(bond.connection, bond);
            put(bond, session);
            return true;
        }
    }

    private void move(Bond bond, String id) {
        synchronized (lock) {
            if (bond.key != null) {
                put(bond, SessionHash.of(id));
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
    private void put(Bond bond, String session) {
        take(bond);
        bond.key = session;
        bonds.computeIfAbsent(session, absent -> new HashSet<>(2)).add(bond);
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
