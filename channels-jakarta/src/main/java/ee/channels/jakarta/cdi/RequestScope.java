package ee.channels.jakarta.cdi;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request scope for each callback of one connection, unless the thread has one: that of {@code connect()} is the
 * request's own.
 *
 * <p>Confined to one connection's mailbox.
 */
final class RequestScope {

    private static final Logger LOG = System.getLogger(RequestScope.class.getName());

    private final BeanManager beans;

    /** It remembers what it has activated, so each connection has its own; made when it is first needed. */
    private @Nullable RequestContextController controller;

    RequestScope(BeanManager beans) {
        this.beans = beans;
    }

    /** Runs a callback; what it throws passes as it is. Without a scope if the CDI container has ended already. */
    void run(Runnable callback) {
        RequestContextController activated = activated();
        try {
            callback.run();
        } finally {
            if (activated != null) {
                activated.deactivate();
            }
        }
    }

    /** Null if there was nothing to activate. */
    private @Nullable RequestContextController activated() {
        try {
            RequestContextController own = controller == null ? made() : controller;
            controller = own;
            return own.activate() ? own : null;
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "There is no request scope any more", e);
            return null;
        }
    }

    private RequestContextController made() {
        Set<Bean<?>> candidates = beans.getBeans(RequestContextController.class);
        Bean<?> bean = beans.resolve(candidates);
        return (RequestContextController)
                beans.getReference(bean, RequestContextController.class, beans.createCreationalContext(bean));
    }
}
