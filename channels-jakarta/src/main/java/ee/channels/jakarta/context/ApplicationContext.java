package ee.channels.jakarta.context;

import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.scope.Scope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Has every callback of a connection run in the application's context, on whatever thread: that of the handshake is
 * captured with the container's {@code ContextService}, if it has one, and set up for each callback after
 * {@code connect()}, which is still on the handshake's own thread. So {@code java:comp}, the class loader and, where
 * the container captures it, the caller's identity are the same from the first callback to the last.
 *
 * <p>Channels counterpart: none; a Python process is one application.
 *
 * <p>Thread-safe.
 */
public final class ApplicationContext implements Middleware {

    private static final Logger LOG = System.getLogger(ApplicationContext.class.getName());
    private static final String CONTEXT_SERVICE = "java:comp/DefaultContextService";

    private final LoaderContext plain;
    private final @Nullable ContextCapture capture;

    private ApplicationContext(LoaderContext plain, @Nullable ContextCapture capture) {
        this.plain = plain;
        this.capture = capture;
    }

    /**
     * Finds out what the container offers.
     *
     * @param loader the application's
     */
    public static ApplicationContext of(ClassLoader loader) {
        return new ApplicationContext(
                new LoaderContext(loader), service().map(ContextCapture::of).orElse(null));
    }

    private static Optional<Object> service() {
        try {
            return Optional.ofNullable(new InitialContext().lookup(CONTEXT_SERVICE));
        } catch (NamingException e) {
            return Optional.empty(); // a servlet container, or a server without Jakarta Concurrency
        }
    }

    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        Handler opened = inner.open(scope, link);
        return new HandlerInContext(opened, capture());
    }

    /** For the thread's present caller. */
    private CallContext capture() {
        if (capture == null) {
            return plain;
        }
        try {
            return new CapturedContext(capture.executor(), plain);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "The container captures no context for a connection; it has the class loader only",
                    e);
            return plain;
        }
    }
}
