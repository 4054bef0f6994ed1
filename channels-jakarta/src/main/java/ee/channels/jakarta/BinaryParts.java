package ee.channels.jakarta;

import ee.channels.runtime.Connection;
import jakarta.websocket.MessageHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of binary messages, up to the connection's limit. Every part is copied, since some engines use their
 * buffer again as soon as they have it back. What comes behind a message that was too big is dropped: the connection is
 * closing.
 *
 * <p>Confined to the engine's thread of its socket.
 */
final class BinaryParts implements MessageHandler.Partial<ByteBuffer> {

    private final Connection connection;
    private final int limit;
    private @Nullable ByteBuffer joined; // while a message is under way; in writing order
    private boolean tooBig;

    BinaryParts(Connection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    @Override
    public void onMessage(ByteBuffer part, boolean last) {
        if (tooBig) {
            return;
        }
        ByteBuffer before = joined;
        int size = part.remaining() + (before == null ? 0 : before.position());
        if (size > limit || size < 0) {
            tooBig = true;
            joined = null;
            connection.messageTooBig();
            return;
        }
        int room = last ? size : Math.min(limit, 2 * size);
        ByteBuffer all = before != null && before.capacity() >= size ? before : grown(before, room);
        all.put(part);
        if (last) {
            joined = null;
            connection.binary(all.flip());
        } else {
            joined = all;
        }
    }

    private static ByteBuffer grown(@Nullable ByteBuffer before, int room) {
        ByteBuffer grown = ByteBuffer.allocate(room);
        return before == null ? grown : grown.put(before.flip());
    }
}
