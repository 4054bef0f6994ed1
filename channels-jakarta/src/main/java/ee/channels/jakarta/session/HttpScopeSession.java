package ee.channels.jakarta.session;

import ee.channels.scope.NoSessionException;
import ee.channels.scope.ScopeSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection's view of its HTTP session.
 *
 * <p>Everything but {@link #touch()} goes through the reference that the handshake came with, because the sanctioned
 * way, Servlet 6.1's accessor, counts each use as a request: a consumer that reads an attribute for every message would
 * keep its session alive for ever. Where that reference has become useless although the session has not ended (the
 * container has moved it to a store or to another node), the accessor brings it back, once; Servlet 6.0 has no means
 * for that, and Jetty's accessor gives the useless reference itself. On Undertow the session is
 * {@linkplain UndertowSession looked up} at every use.
 *
 * <p>Thread-safe, as far as the container's session is; no lock is held while the container is called.
 */
final class HttpScopeSession implements ScopeSession {

    private static final String OUT_OF_REACH =
            "The HTTP session has ended, or this container does not keep it in memory"
                    + " between requests and its HttpSession.getAccessor() does not bring it back";

    /** The handshake, while it is not answered. */
    private volatile @Nullable HttpServletRequest request;

    private volatile @Nullable Reference reference;
    private volatile boolean ended;

    /** Attributes that were found or written; guarded by itself. */
    private final Set<String> used = new LinkedHashSet<>(0);

    /**
     * The session, and the way to it if the container moves it; the way is only known once the handshake is answered.
     */
    private record Reference(HttpSession session, Optional<SessionAccess> access) {}

    HttpScopeSession(HttpServletRequest request) {
        this.request = request;
        HttpSession present = request.getSession(false);
        this.reference = present == null ? null : new Reference(present, Optional.empty());
    }

    // ---- the bridge's side

    /** From now on there is no request to create a session with. */
    void answered() {
        request = null;
        Reference present = reference;
        if (present != null) {
            idChanged(present.session());
        }
    }

    /** The session's id, if it is there and the reference to it works. */
    Optional<String> liveId() {
        Reference present = reference;
        return present == null || ended ? Optional.empty() : idOf(present.session());
    }

    /** Whether the handshake had a session, or made one, whatever has become of it. */
    boolean hadSession() {
        return reference != null;
    }

    /** The session has ended: nothing can be read or written any more. */
    void end() {
        ended = true;
    }

    /** The session has another id, to which the accessor is bound. */
    void idChanged(HttpSession changed) {
        reference = new Reference(changed, SessionAccess.to(changed));
    }

    // ---- the consumer's side

    @Override
    public boolean exists() {
        try {
            return read(HttpScopeSession::validId).isPresent();
        } catch (NoSessionException e) {
            return false;
        }
    }

    @Override
    public String id() {
        required();
        return read(HttpScopeSession::validId).orElseThrow(HttpScopeSession::hasEnded);
    }

    @Override
    public void create() {
        if (exists()) {
            return;
        }
        HttpServletRequest handshake = request;
        if (handshake == null) {
            throw new NoSessionException(
                    (reference == null ? "No HTTP session came with the handshake" : "The HTTP session has ended")
                            + ", and none can be created after the handshake was answered, since no cookie would reach"
                            + " the browser; call create() in connect()");
        }
        try {
            reference = new Reference(handshake.getSession(true), Optional.empty());
            ended = false;
        } catch (IllegalStateException e) {
            throw because("The container cannot create an HTTP session for this handshake any more", e);
        }
    }

    @Override
    public Optional<Object> get(String name) {
        Optional<Object> value = read(present -> present.getAttribute(name));
        if (value.isPresent()) {
            remember(name);
        }
        return value;
    }

    @Override
    public void set(String name, Object value) {
        change(present -> present.setAttribute(name, value));
        remember(name);
    }

    @Override
    public void remove(String name) {
        change(present -> present.removeAttribute(name));
        synchronized (used) {
            used.remove(name);
        }
    }

    @Override
    public void save() {
        List<String> names;
        synchronized (used) {
            names = List.copyOf(used);
        }
        change(present -> names.forEach(name -> {
            Object value = present.getAttribute(name);
            if (value != null) {
                present.setAttribute(name, value);
            }
        }));
    }

    @Override
    public void touch() {
        Reference present = required();
        SessionAccess sanctioned = SessionAccess.to(present.session())
                .or(present::access)
                .orElseThrow(() -> idOf(present.session()).isEmpty() ? hasEnded() : cannotTouch());
        try {
            sanctioned.use(HttpScopeSession::validId);
        } catch (IllegalStateException e) {
            throw because(OUT_OF_REACH, e);
        }
    }

    @Override
    public void invalidate() {
        change(HttpSession::invalidate);
        ended = true;
    }

    @Override
    public String toString() {
        return "HttpScopeSession[" + (exists() ? "live" : "none") + "]"; // its id is a credential
    }

    private void remember(String name) {
        synchronized (used) {
            used.add(name);
        }
    }

    private Reference required() {
        Reference present = reference;
        if (present == null) {
            throw new NoSessionException(
                    "No HTTP session came with the handshake; call create() in connect() if you want one");
        }
        if (ended) {
            throw hasEnded();
        }
        return present;
    }

    private <T> Optional<T> read(Function<HttpSession, @Nullable T> what) {
        if (reference == null || ended) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(live(what));
        } catch (SessionEnded e) {
            return Optional.empty();
        }
    }

    private void change(Consumer<HttpSession> what) {
        required();
        try {
            live(present -> {
                what.accept(present);
                return null;
            });
        } catch (SessionEnded e) {
            throw because("The HTTP session has ended", e);
        }
    }

    private <T> @Nullable T live(Function<HttpSession, @Nullable T> what) throws SessionEnded {
        Reference present = required();
        HttpSession session = request == null ? now(present.session()) : present.session();
        try {
            return what.apply(session);
        } catch (IllegalStateException e) {
            if (idOf(session).isPresent()) {
                throw e; // not the container's word on the session, but a listener's or an attribute's own
            }
            return elsewhere(present, what, e);
        }
    }

    private static HttpSession now(HttpSession given) throws SessionEnded {
        Optional<HttpSession> found = UndertowSession.now(given);
        if (found.isEmpty()) {
            throw new SessionEnded(new IllegalStateException("The server knows no session of this id any more"));
        }
        return found.get();
    }

    /** The reference is useless: the session has ended, or is kept elsewhere for now. */
    private <T> @Nullable T elsewhere(
            Reference useless, Function<HttpSession, @Nullable T> what, IllegalStateException refused)
            throws SessionEnded {
        if (ended || request != null) {
            throw new SessionEnded(refused);
        }
        SessionAccess sanctioned = useless.access()
                .orElseThrow(() -> because(
                        "The HTTP session has ended, or this container does not keep it in memory between requests and"
                                + " offers no way to it outside one (HttpSession.getAccessor() of Servlet 6.1)",
                        refused));
        Use<T> use = new Use<>();
        try {
            sanctioned.use(back -> {
                reference = new Reference(back, useless.access());
                use.of(back, what);
            });
        } catch (IllegalStateException e) {
            throw new SessionEnded(e);
        }
        return use.outcome();
    }

    /** The id of a session, if it is valid. */
    private static Optional<String> idOf(HttpSession asked) {
        try {
            return Optional.of(validId(asked));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Not every container refuses the id of a session that has ended. */
    private static String validId(HttpSession asked) {
        asked.getCreationTime();
        return asked.getId();
    }

    private static NoSessionException hasEnded() {
        return new NoSessionException("The HTTP session has ended");
    }

    private static NoSessionException cannotTouch() {
        return new NoSessionException(
                "The HTTP session cannot be touched outside a request on this container: that needs"
                        + " HttpSession.getAccessor() of Servlet 6.1. Let the page fetch a small resource of the application"
                        + " while its user is active");
    }

    private static NoSessionException because(String message, Throwable cause) {
        NoSessionException refusal = new NoSessionException(message);
        refusal.initCause(cause);
        return refusal;
    }

    /** What came of the use of a session that the accessor gave: not every one that it gives can be used. */
    private static final class Use<T> {
        private @Nullable T value;
        private @Nullable RuntimeException failure;

        private void of(HttpSession given, Function<HttpSession, @Nullable T> what) {
            try {
                value = what.apply(given);
            } catch (IllegalStateException e) {
                failure = idOf(given).isPresent() ? e : because(OUT_OF_REACH, e);
            }
        }

        private @Nullable T outcome() {
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }

    /** The container says that there is no session any more. */
    private static final class SessionEnded extends Exception {
        private static final long serialVersionUID = 1L;

        private SessionEnded(Throwable cause) {
            super(cause);
        }
    }
}
