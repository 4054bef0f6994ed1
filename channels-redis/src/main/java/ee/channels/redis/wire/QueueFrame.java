package ee.channels.redis.wire;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The 12 bytes that stand before a payload in a sorted set, which would otherwise hold equal messages once.
 *
 * <p>Six bytes count the frames that this object made, most significant byte first, and six are its own at random. So
 * no two frames are equal, and Redis, which orders equal scores by bytes, keeps the order in which frames were made.
 *
 * <p>Channels counterpart: {@code random_prefix_length}, where all twelve are random. Readers discard them there and
 * here.
 *
 * <p>Thread-safe.
 */
public final class QueueFrame {
    /** How many bytes stand before the payload. */
    public static final int LENGTH = 12;

    private static final int COUNTER = 6;

    private final byte[] sender = new byte[LENGTH - COUNTER];
    private final AtomicLong made = new AtomicLong();

    /** Counts from zero. */
    public QueueFrame() {
        new SecureRandom().nextBytes(sender);
    }

    /** A payload with its prefix, as it is stored. */
    public byte[] frame(byte[] payload) {
        byte[] framed = new byte[LENGTH + payload.length];
        long count = made.getAndIncrement();
        for (int i = COUNTER - 1; i >= 0; i--) {
            framed[i] = (byte) count;
            count >>>= Byte.SIZE;
        }
        System.arraycopy(sender, 0, framed, COUNTER, sender.length);
        System.arraycopy(payload, 0, framed, LENGTH, payload.length);
        return framed;
    }

    /**
     * The payload of what was stored, whoever framed it.
     *
     * @throws MalformedPayloadException with {@link Fault#NO_FRAME}
     */
    public static byte[] payload(byte[] framed) {
        if (framed.length < LENGTH) {
            throw new MalformedPayloadException(Fault.NO_FRAME);
        }
        return Arrays.copyOfRange(framed, LENGTH, framed.length);
    }
}
