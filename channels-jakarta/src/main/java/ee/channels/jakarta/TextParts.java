package ee.channels.jakarta;

import ee.channels.runtime.Connection;
import jakarta.websocket.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of text messages, up to the connection's limit in bytes of UTF-8. What comes behind a message that
 * was too big is dropped: the connection is closing.
 *
 * <p>Confined to the engine's thread of its socket.
 */
final class TextParts implements MessageHandler.Partial<String> {

    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private final Connection connection;
    private final int limit;
    private @Nullable StringBuilder joined; // while a message is under way
    private int bytes;
    private boolean tooBig;

    TextParts(Connection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    @Override
    public void onMessage(String part, boolean last) {
        if (tooBig) {
            return;
        }
        StringBuilder before = joined;
        if (before == null && last && (long) part.length() * MOST_BYTES_OF_A_CHAR <= limit) {
            connection.text(part);
            return;
        }
        int size = utf8Length(part, limit - bytes);
        if (size > limit - bytes) {
            tooBig = true;
            joined = null;
            connection.messageTooBig();
        } else if (!last) {
            joined = (before == null ? new StringBuilder(2 * part.length()) : before).append(part);
            bytes += size;
        } else {
            joined = null;
            bytes = 0;
            connection.text(before == null ? part : before.append(part).toString());
        }
    }

    /** Bytes of UTF-8, counted until there are more than enough; half of a surrogate pair counts as half. */
    private static int utf8Length(String part, int enough) {
        int length = 0;
        for (int i = 0; i < part.length() && length <= enough; i++) {
            char c = part.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                length += 2;
            } else {
                length += MOST_BYTES_OF_A_CHAR;
            }
        }
        return length;
    }
}
