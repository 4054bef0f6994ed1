package ee.channels.application;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One whole outgoing WebSocket message, with an optional key for {@link OverflowPolicy#COALESCE}.
 *
 * <p>Channels counterpart: the {@code websocket.send} event.
 *
 * <p>Immutable.
 */
public sealed interface Frame {

    /** The key under which a newer frame may take this one's place in the queue; empty if none may. */
    Optional<String> key();

    /** Bytes on the wire without the frame's head: of UTF-8 for text. */
    int size();

    /** This frame with a key. */
    Frame keyed(String key);

    /**
     * A text message; an empty one is sent as such. Half a surrogate pair, which no text frame may hold and some
     * engines never recover from, becomes U+FFFD, as it does in browsers: it may have come from a client, in JSON.
     */
    static Frame text(String text) {
        if (Utf8.isAscii(text)) {
            return new Text(text, text.length(), null);
        }
        String sent = Utf8.wellFormed(text);
        return new Text(sent, Utf8.length(sent), null);
    }

    /** A binary message; what remains of the buffer is copied, its position stays. */
    static Frame binary(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        return new Binary(copy, null);
    }

    /** Text. */
    final class Text implements Frame {
        private final String text;
        private final int size;
        private final @Nullable String key;

        private Text(String text, int size, @Nullable String key) {
            this.text = text;
            this.size = size;
            this.key = key;
        }

        /** What is sent. */
        public String text() {
            return text;
        }

        @Override
        public Optional<String> key() {
            return Optional.ofNullable(key);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Frame keyed(String newKey) {
            return new Text(text, size, newKey);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text that && text.equals(that.text) && key().equals(that.key());
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        /** The size alone: contents may be secret. */
        @Override
        public String toString() {
            return "Text[" + size() + " bytes]";
        }
    }

    /** Bytes. */
    final class Binary implements Frame {
        private final ByteBuffer bytes;
        private final @Nullable String key;

        private Binary(ByteBuffer bytes, @Nullable String key) {
            this.bytes = bytes;
            this.key = key;
        }

        /** What is sent, as a read-only view of its own position. */
        public ByteBuffer bytes() {
            return bytes.asReadOnlyBuffer();
        }

        @Override
        public Optional<String> key() {
            return Optional.ofNullable(key);
        }

        @Override
        public int size() {
            return bytes.remaining();
        }

        @Override
        public Frame keyed(String newKey) {
            return new Binary(bytes, newKey);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary that && bytes.equals(that.bytes) && key().equals(that.key());
        }

        @Override
        public int hashCode() {
            return bytes.hashCode();
        }

        /** The size alone: contents may be secret. */
        @Override
        public String toString() {
            return "Binary[" + size() + " bytes]";
        }
    }
}
