package ee.channels.jakarta;

import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;

/**
 * What is done otherwise for the WebSocket engine of Open Liberty: it decodes every frame of a text by itself, so that
 * a character which two frames share is invalid to it, and hands on no part that has nothing in it, while whole
 * messages come as they were sent; it wants to write from buffers that have an array; and it calls the loss of a
 * connection 1011.
 *
 * <p>Thread-safe: it keeps nothing.
 */
final class LibertyEngine {

    private static final String SESSIONS = "com.ibm.ws.wsoc.";
    private static final String ENGINES = "io.openliberty.wsoc.";

    private LibertyEngine() {}

    static boolean has(Session session) {
        return session.getClass().getName().startsWith(SESSIONS);
    }

    /** Whether this is the engine of an application. */
    static boolean is(Object engine) {
        return engine.getClass().getName().startsWith(ENGINES);
    }

    /** A copy of the bytes, since the engine never finishes with a buffer that is read-only. */
    static ByteBuffer sendable(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    /**
     * Ends the engine's own watch for idle sockets; a limit of 0 would leave its timer running, with nothing to wait
     * for.
     */
    static void neverIdle(Session session) {
        if (session.getMaxIdleTimeout() > 0) {
            session.setMaxIdleTimeout(Long.MAX_VALUE);
        }
    }

    /**
     * Takes whole messages. The engine's own bound is a little wider than the limit, so that what is too big is told in
     * our words as long as it is not much too big.
     */
    static void receive(
            Session session,
            int limit,
            MessageHandler.Partial<String> texts,
            MessageHandler.Partial<ByteBuffer> bytes) {
        int bound = (int) Math.min(Integer.MAX_VALUE, 2L * limit);
        session.setMaxTextMessageBufferSize(bound);
        session.setMaxBinaryMessageBufferSize(bound);
        session.addMessageHandler(String.class, text -> texts.onMessage(text, true));
        session.addMessageHandler(ByteBuffer.class, message -> bytes.onMessage(message, true));
    }

    /** The code of an end that the engine has told: 1006 for a socket that could not be read any more. */
    static int code(int told, String phrase) {
        // The phrase is that of the exception: "Connection reset", "Connection closed: Read failed. …".
        boolean lost = told == CloseCodes.UNEXPECTED_CONDITION.getCode() && phrase.startsWith("Connection ");
        return lost ? CloseCodes.CLOSED_ABNORMALLY.getCode() : told;
    }
}
