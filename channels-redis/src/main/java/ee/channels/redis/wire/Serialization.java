package ee.channels.redis.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a message to and from bytes. Implementations are thread-safe. */
interface Serialization {

    /**
     * The bytes of a map of null, Boolean, Long, Double, String, {@code byte[]}, and lists and maps of these.
     *
     * @throws UncarriedValueException when one of them cannot be written
     */
    byte[] encode(Map<String, @Nullable Object> map);

    /**
     * The map that the bytes stand for; a whole number that is no Long is a {@link java.math.BigInteger}.
     *
     * @throws MalformedPayloadException when they stand for none
     */
    Map<String, @Nullable Object> decode(byte[] bytes);
}
