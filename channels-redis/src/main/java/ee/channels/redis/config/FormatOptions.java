package ee.channels.redis.config;

import java.util.List;

/**
 * How messages become bytes. All peers must agree.
 *
 * <p>Immutable.
 *
 * @param kind the serialization
 * @param encryptionKeys the first encrypts, all decrypt; none for no encryption
 * @param maxMessage bytes of an encoded message before encryption, beyond which it is not sent
 */
public record FormatOptions(Kind kind, List<Secret> encryptionKeys, int maxMessage) {

    /** Keeps a copy. */
    public FormatOptions {
        encryptionKeys = List.copyOf(encryptionKeys);
    }

    /** A serialization. */
    public enum Kind {
        /** msgpack, the default. */
        MSGPACK,
        /** JSON: readable, and without {@code byte[]}. */
        JSON
    }
}
