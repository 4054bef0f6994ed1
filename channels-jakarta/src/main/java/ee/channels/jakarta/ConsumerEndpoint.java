package ee.channels.jakarta;

import ee.channels.runtime.Connection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The engine's end of a connection: hands frames and the end of the socket on, and nothing else.
 *
 * <p>Messages are taken in parts, whatever their size, and joined here: a whole-message handler of 64 KiB would cost
 * 192 KiB of heap on Tomcat for every socket that has sent a single word (see {@code docs/decisions.md}).
 *
 * <p>Public because some containers make it themselves, and one, Tyrus, starts only where it finds such a class; it
 * opens for nobody whose handshake the {@link HandshakeFilter} has not accepted.
 *
 * <p>Confined to the engine's thread of its socket.
 */
public final class ConsumerEndpoint extends Endpoint {

    private static final Logger LOG = System.getLogger(ConsumerEndpoint.class.getName());

    private volatile @Nullable HandOver opened;

    /** Called by the engine. */
    public ConsumerEndpoint() {}

    /**
     * Opens the connection that the handshake was accepted for. Never throws: engines tell the client what they catch.
     */
    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Object handed = config.getUserProperties().remove(HandshakeConfigurator.HAND_OVER);
        session.getUserProperties().remove(HandshakeConfigurator.HAND_OVER);
        if (!(handed instanceof HandOver accepted)) {
            LOG.log(Level.ERROR, "A socket opened without an accepted handshake; it is closed");
            new EngineTransport(session).close(CloseCodes.UNEXPECTED_CONDITION.getCode(), "internal error");
            return;
        }
        try {
            opened = accepted;
            open(session, accepted.answer().connection());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A socket could not be opened", e);
            accepted.answer().connection().upgradeFailed();
            new EngineTransport(session).close(CloseCodes.UNEXPECTED_CONDITION.getCode(), "internal error");
        }
    }

    private void open(Session session, Connection opening) {
        int limit = opening.options().maxMessageSize();
        boundFrames(session, limit);
        if (LibertyEngine.has(session)) {
            LibertyEngine.neverIdle(session); // the connection's own pings decide
            LibertyEngine.receive(session, limit, new TextParts(opening, limit), new BinaryParts(opening, limit));
        } else {
            session.setMaxIdleTimeout(0);
            session.addMessageHandler(String.class, new TextParts(opening, limit));
            session.addMessageHandler(ByteBuffer.class, new BinaryParts(opening, limit));
        }
        session.addMessageHandler(PongMessage.class, pong -> opening.pong());
        EngineTransport transport = transport(session, opening);
        UndertowInflow.of(session)
                .ifPresentOrElse(inflow -> opening.opened(transport, inflow), () -> opening.opened(transport));
    }

    private static EngineTransport transport(Session session, Connection opening) {
        if (TomcatTransport.has(session)) {
            return new TomcatTransport(session, opening.options().outboundAge());
        }
        if (JettyEngine.has(session)) {
            return new JettyTransport(session);
        }
        return UndertowTransport.has(session) ? new UndertowTransport(session) : new EngineTransport(session);
    }

    /**
     * An engine whose own buffers have no bound (Undertow) joins a frame before it hands it on, of 4 GiB if the client
     * says so. Others are left alone: Tomcat sets aside what it is told here. Twice the limit, so that it is the
     * connection that finds a message too big, if it is not far too big.
     */
    private static void boundFrames(Session session, int limit) {
        int bound = (int) Math.min(2L * limit, Integer.MAX_VALUE);
        if (session.getMaxBinaryMessageBufferSize() <= 0) {
            session.setMaxBinaryMessageBufferSize(bound);
        }
        if (session.getMaxTextMessageBufferSize() <= 0) {
            session.setMaxTextMessageBufferSize(bound);
        }
    }

    /** A close frame without a code (1005) is told as 1000, which some engines make of it before anybody can see. */
    @Override
    public void onClose(Session session, CloseReason reason) {
        HandOver closed = opened;
        if (closed != null) {
            int told = reason.getCloseCode().getCode();
            String phrase = Objects.requireNonNullElse(reason.getReasonPhrase(), "");
            int read = LibertyEngine.has(session) ? LibertyEngine.code(told, phrase) : told;
            int code = read == CloseCodes.NO_STATUS_CODE.getCode() ? CloseCodes.NORMAL_CLOSURE.getCode() : read;
            Connection connection = closed.answer().connection();
            boolean stopping = code == CloseCodes.GOING_AWAY.getCode()
                    && closed.sockets().runtime().isStopping();
            if (stopping || JettyEngine.isStopping(session, code, phrase)) {
                connection.shutdown(); // the engine was faster than we
            }
            closed.sockets().sessions().gone(connection, code, phrase);
        }
    }

    /** The client is told nothing; what follows is {@link #onClose}. */
    @Override
    public void onError(Session session, Throwable failure) {
        HandOver failed = opened;
        String id = failed == null ? "?" : failed.answer().connection().id();
        LOG.log(
                failure instanceof IOException ? Level.DEBUG : Level.WARNING,
                () -> "Connection " + id + ": the engine reports an error",
                failure);
    }
}
