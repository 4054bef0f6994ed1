package ee.channels.jakarta;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The user's roles as at the handshake, for as long as the connection lives.
 *
 * <p>A container tells roles one by one, and only while it handles the request. So this asks for the roles of the
 * setting {@code channels.roles}, of web.xml and of the consumers' annotations at once, for others as they are asked
 * for in {@code connect()}, and keeps the answers. A role that is first asked for later is known only where the
 * principal itself tells, as Tomcat's does; elsewhere the answer is false, and the log says once what to do.
 *
 * <p>Thread-safe.
 */
final class HandshakeRoles implements Predicate<String> {

    private static final Logger LOG = System.getLogger(HandshakeRoles.class.getName());
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    /** Roles that are remembered; role names are the application's own, so there are few. */
    private static final int MAX_ROLES = 1_000;

    private final Map<String, Boolean> known = new ConcurrentHashMap<>(4);
    private final Thread handshaker = Thread.currentThread();
    private final @Nullable Principal user;
    private volatile @Nullable HttpServletRequest request;

    /** Asks for the given roles. */
    HandshakeRoles(HttpServletRequest request, List<String> roles) {
        this.user = request.getUserPrincipal();
        this.request = user == null ? null : request;
        roles.forEach(this::test);
    }

    /** The request is over: from now on the answers are what is known. */
    void answered() {
        request = null;
    }

    @SuppressWarnings("ReferenceEquality") // the thread that handles the request, and no other
    @Override
    public boolean test(String role) {
        Boolean answer = known.get(role);
        if (answer != null || user == null) {
            return answer != null && answer;
        }
        HttpServletRequest present = request;
        if (present != null && Thread.currentThread() == handshaker) {
            return remembered(role, present.isUserInRole(role));
        }
        Boolean own = ofPrincipal(user, role);
        if (own == null) {
            warn(role);
            return false;
        }
        return remembered(role, own);
    }

    private boolean remembered(String role, boolean answer) {
        if (known.size() < MAX_ROLES) {
            known.put(role, answer);
        }
        return answer;
    }

    /** Tomcat's principal has a public method {@code hasRole}, which needs no request. */
    private static @Nullable Boolean ofPrincipal(Principal user, String role) {
        try {
            Object answer = user.getClass().getMethod("hasRole", String.class).invoke(user, role);
            return answer instanceof Boolean own ? own : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static void warn(String role) {
        if (WARNED.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "isUserInRole(\"{0}\") was asked for the first time after the handshake, when this container cannot"
                            + " tell any more, and is answered with false; name the role in web.xml (security-role), in @DeclareRoles or in the setting channels.roles,"
                            + " or ask for it in connect(). Not logged again.",
                    role);
        }
    }
}
