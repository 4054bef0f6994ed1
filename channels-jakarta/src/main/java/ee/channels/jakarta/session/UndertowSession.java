package ee.channels.jakarta.session;

import ee.channels.ChannelsException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * A session of Undertow's, outside of a request. Where the application is distributable, WildFly gives each request an
 * object of its own, which counts for as long as that request: later it shows what was there, it keeps to itself what
 * is set, and its {@code invalidate} tells the listeners and ends nothing. By its id the session is found as it is now.
 *
 * <p>Undertow's context is asked by the name of its method, since the API of Jakarta knows nothing of it. Should it be
 * called otherwise some day, the object of the handshake has to do.
 */
final class UndertowSession {

    private static final String PACKAGE = "io.undertow.";

    private UndertowSession() {}

    /**
     * The session to use in place of one that a request has given.
     *
     * @return the same one if it is none of Undertow's; empty if it has ended
     */
    static Optional<HttpSession> now(HttpSession given) {
        if (!given.getClass().getName().startsWith(PACKAGE)) {
            return Optional.of(given);
        }
        ServletContext context = given.getServletContext();
        try {
            return Optional.ofNullable((HttpSession)
                    context.getClass().getMethod("getSession", String.class).invoke(context, given.getId()));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalStateException) {
                return Optional.empty(); // what keeps the sessions has stopped
            }
            throw new ChannelsException("The session cannot be had from " + context.getClass(), e.getCause());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return Optional.of(given);
        }
    }
}
