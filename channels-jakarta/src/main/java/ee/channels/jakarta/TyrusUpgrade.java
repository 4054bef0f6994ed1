package ee.channels.jakarta;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade by Tyrus, as the container is to see it: a connection that ends while it is being opened ends when it is
 * open.
 *
 * <p>GlassFish and Payara may tell Tyrus of the end on another thread as soon as it listens, which is before it has
 * anything to close: such an end is forgotten, and the socket is taken for an open one. But they close the connection
 * too, and that is what is kept here until there is something to end.
 *
 * <p>Public because the container makes it.
 *
 * <p>Thread-safe. Tyrus opens and ends without the lock.
 */
public final class TyrusUpgrade implements HttpUpgradeHandler {

    private @Nullable HttpUpgradeHandler engine; // written before the container knows of the upgrade
    private boolean opened; // guarded by this
    private boolean ended; // guarded by this

    /** Called by the container. */
    public TyrusUpgrade() {}

    /** The same upgrade in the engine's own hands. */
    <T extends HttpUpgradeHandler> T of(T handler) {
        engine = handler;
        return handler;
    }

    private HttpUpgradeHandler engine() {
        HttpUpgradeHandler present = engine;
        if (present == null) {
            throw new IllegalStateException("An upgrade that no engine has asked for");
        }
        return present;
    }

    /** Opens the socket, and ends it if it ended meanwhile. */
    @Override
    public void init(WebConnection connection) {
        engine().init(connection);
        boolean over;
        synchronized (this) {
            opened = true;
            over = ended;
        }
        if (over) {
            engine().destroy();
        }
    }

    /** The connection is closed; called more than once, it is the engine that closes once. */
    @Override
    public void destroy() {
        boolean open;
        synchronized (this) {
            ended = true;
            open = opened;
        }
        if (open) {
            engine().destroy();
        }
    }
}
