package ee.channels.jakarta;

import ee.channels.runtime.HandshakeAnswer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An accepted handshake on its way from the filter to the engine's configurator, which runs on the same thread on every
 * server that was measured.
 *
 * <p>Confined to the thread of the handshake.
 */
final class HandOver {

    private static final ThreadLocal<@Nullable HandOver> CURRENT = new ThreadLocal<>();

    private final Sockets sockets;
    private final HandshakeAnswer.Accepted answer;
    private boolean taken;

    HandOver(Sockets sockets, HandshakeAnswer.Accepted answer) {
        this.sockets = sockets;
        this.answer = answer;
    }

    /** What the filter on this thread has accepted and no endpoint has taken yet. */
    static Optional<HandOver> current() {
        return Optional.ofNullable(CURRENT.get()).filter(present -> !present.taken);
    }

    void begin() {
        CURRENT.set(this);
    }

    void end() {
        CURRENT.remove();
    }

    /** The application that accepted it. */
    Sockets sockets() {
        return sockets;
    }

    HandshakeAnswer.Accepted answer() {
        return answer;
    }

    void take() {
        taken = true;
    }

    boolean isTaken() {
        return taken;
    }
}
