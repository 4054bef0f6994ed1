package ee.channels.jakarta.context;

import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What touches the API of Jakarta Concurrency, so that nothing else does where there is none.
 *
 * <p>Thread-safe.
 */
final class ContextCapture {

    private final ContextService service;

    private ContextCapture(ContextService service) {
        this.service = service;
    }

    /** Null if the object is no context service as this application knows the type. */
    static @Nullable ContextCapture of(Object found) {
        return found instanceof ContextService service ? new ContextCapture(service) : null;
    }

    /** Runs what it is given on the calling thread, in the context of the present one. */
    Executor executor() {
        return service.currentContextExecutor();
    }
}
