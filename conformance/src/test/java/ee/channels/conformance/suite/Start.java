package ee.channels.conformance.suite;

import ee.channels.conformance.server.Server;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one start of the server of a run. If it fails, whatever asks for the server fails at once for the same reason,
 * rather than wait for another that fails.
 *
 * <p>Immutable.
 */
final class Start implements AutoCloseable {

    private final @Nullable Server server;
    private final @Nullable Throwable failure;

    private Start(@Nullable Server server, @Nullable Throwable failure) {
        this.server = server;
        this.failure = failure;
    }

    static Start of(Supplier<Server> starting) {
        try {
            return new Start(starting.get(), null);
        } catch (RuntimeException | Error e) {
            return new Start(null, e);
        }
    }

    /** The server, which runs; fails if it does not. */
    Server server() {
        if (server == null) {
            throw new AssertionError("The server did not start", failure);
        }
        return server;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
