package ee.channels.testing;

import ee.channels.scope.NoSessionException;
import ee.channels.scope.ScopeSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP session without a container: give the same one to several communicators, and they are tabs of one browser.
 *
 * <p>{@link #invalidate()}, by the test or by a consumer, ends every connection of it, as a sign-out or an expiry does.
 *
 * <p>Channels counterpart: none; a test puts a session of its own into the scope.
 *
 * <p>Thread-safe.
 */
public final class TestSession implements ScopeSession {

    private enum State {
        ABSENT,
        ALIVE,
        ENDED
    }

    private final Map<String, Object> attributes = new HashMap<>(); // guarded by this, as all that follows
    private final List<Runnable> connections = new ArrayList<>();
    private State state;
    private String id = "session-1";
    private int ids = 1;
    private boolean answered;
    private int saves;
    private int touches;

    private TestSession(State state) {
        this.state = state;
    }

    /** A session that is there, without attributes. */
    public static TestSession alive() {
        return new TestSession(State.ALIVE);
    }

    /** None, until a consumer asks for one with {@link #create()}. */
    public static TestSession absent() {
        return new TestSession(State.ABSENT);
    }

    @Override
    public synchronized boolean exists() {
        return state == State.ALIVE;
    }

    @Override
    public synchronized String id() {
        requireAlive();
        return id;
    }

    @Override
    public synchronized void create() {
        if (state == State.ABSENT) {
            if (answered) {
                throw new NoSessionException(
                        "The handshake was answered already, so no session's cookie can reach the browser");
            }
            state = State.ALIVE;
        }
        requireAlive();
    }

    @Override
    public synchronized Optional<Object> get(String name) {
        return state == State.ALIVE ? Optional.ofNullable(attributes.get(name)) : Optional.empty();
    }

    @Override
    public synchronized void set(String name, Object value) {
        requireAlive();
        attributes.put(name, value);
    }

    @Override
    public synchronized void remove(String name) {
        requireAlive();
        attributes.remove(name);
    }

    @Override
    public synchronized void save() {
        requireAlive();
        saves++;
    }

    @Override
    public synchronized void touch() {
        requireAlive();
        touches++;
    }

    @Override
    public void invalidate() {
        List<Runnable> ending;
        synchronized (this) {
            requireAlive();
            state = State.ENDED;
            attributes.clear();
            ending = List.copyOf(connections);
            connections.clear();
        }
        ending.forEach(Runnable::run);
    }

    /** Gives the session another id, as a log-in does; its connections stay. */
    public synchronized void changeId() {
        requireAlive();
        ids++;
        id = "session-" + ids;
    }

    /** How often {@link #save()} was called. */
    public synchronized int saves() {
        return saves;
    }

    /** How often {@link #touch()} was called. */
    public synchronized int touches() {
        return touches;
    }

    synchronized void handshakeAnswered() {
        answered = true;
    }

    /** Runs something when the session ends; at once if it has. */
    void whenEnded(Runnable end) {
        boolean over;
        synchronized (this) {
            over = state == State.ENDED;
            if (!over) {
                connections.add(end);
            }
        }
        if (over) {
            end.run();
        }
    }

    private void requireAlive() {
        if (state != State.ALIVE) {
            throw new NoSessionException(
                    state == State.ABSENT ? "This connection has no HTTP session" : "The HTTP session has ended");
        }
    }
}
