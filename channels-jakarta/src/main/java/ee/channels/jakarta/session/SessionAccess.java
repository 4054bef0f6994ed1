package ee.channels.jakarta.session;

import ee.channels.ChannelsException;
import jakarta.servlet.http.HttpSession;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code HttpSession.Accessor} of Servlet 6.1: the use of a session outside a request, as if in one. Reached by name,
 * since we compile against 6.0.
 *
 * <p>Belongs to the id that the session had when this was made. Every use counts as a request: it refreshes the
 * last-accessed time, and brings a session back into memory that the container has moved out of it.
 *
 * <p>Thread-safe.
 */
final class SessionAccess {

    private record Handles(MethodHandle getAccessor, MethodHandle access) {}

    private static final @Nullable Handles HANDLES = handles();

    private final Handles handles;
    private final Object accessor;

    private SessionAccess(Handles handles, Object accessor) {
        this.handles = handles;
        this.accessor = accessor;
    }

    /** The access to a session, if the container offers one and the session is valid. */
    @SuppressWarnings("IllegalCatch") // a method handle declares Throwable
    static Optional<SessionAccess> to(HttpSession session) {
        Handles known = HANDLES;
        if (known == null) {
            return Optional.empty();
        }
        try {
            Object accessor = known.getAccessor().invokeExact(session);
            // null is what the interface's default method answers
            return accessor == null ? Optional.empty() : Optional.of(new SessionAccess(known, accessor));
        } catch (IllegalStateException | UnsupportedOperationException e) {
            return Optional.empty(); // it has ended, or the container has no such thing for it
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /**
     * Uses the session as a request would.
     *
     * @throws IllegalStateException if it has ended
     */
    @SuppressWarnings("IllegalCatch") // a method handle declares Throwable
    void use(Consumer<HttpSession> use) {
        try {
            handles.access().invokeExact(accessor, use);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** What neither method declares can only be unchecked. */
    private static RuntimeException failed(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new ChannelsException("The container's session accessor failed", e);
    }

    private static @Nullable Handles handles() {
        try {
            Class<?> accessor =
                    Class.forName(HttpSession.class.getName() + "$Accessor", false, HttpSession.class.getClassLoader());
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return new Handles(
                    lookup.findVirtual(HttpSession.class, "getAccessor", MethodType.methodType(accessor))
                            .asType(MethodType.methodType(Object.class, HttpSession.class)),
                    lookup.findVirtual(accessor, "access", MethodType.methodType(void.class, Consumer.class))
                            .asType(MethodType.methodType(void.class, Object.class, Consumer.class)));
        } catch (ReflectiveOperationException e) {
            return null; // Servlet 6.0
        }
    }
}
