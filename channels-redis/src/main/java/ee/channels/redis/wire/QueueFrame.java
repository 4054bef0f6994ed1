package ee.channels.redis.wire;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The 12 bytes that stand before a payload in a sorted set, which would otherwise hold equal messages once.
 *
 * <p>Six bytes count the frames that this object made, most significant byte first and from a random beginning; two are
 * its own at random; four are the mark of what was sent to, or its own at random too. So no two frames are equal, and
 * Redis, which orders equal scores by bytes, keeps the order in which frames were made.
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
    private static final int MARK = 8;

    /** Bits of the number that is counted from: half of what the counter holds, so that it does not run over. */
    private static final int BEGINNING = COUNTER * Byte.SIZE - 1;

    private final byte[] sender = new byte[LENGTH - COUNTER];
    private final AtomicLong made;

    /** Counts from a random number. */
    public QueueFrame() {
        SecureRandom random = new SecureRandom();
        random.nextBytes(sender);
        made = new AtomicLong(random.nextLong() >>> (Long.SIZE - BEGINNING));
    }

    /** A payload with its prefix, as it is stored. */
    public byte[] frame(byte[] payload) {
        return frame(payload, ByteBuffer.wrap(sender).getInt(MARK - COUNTER));
    }

    /** The same, with a mark that {@link #mark} gives back. */
    public byte[] frame(byte[] payload, int mark) {
        byte[] framed = new byte[LENGTH + payload.length];
        // The two lowest bytes of the long give way to what follows the counter.
        ByteBuffer.wrap(framed)
                .putLong(0, made.getAndIncrement() << (Long.SIZE - COUNTER * Byte.SIZE))
                .put(COUNTER, sender, 0, MARK - COUNTER)
                .putInt(MARK, mark)
                .put(LENGTH, payload);
        return framed;
    }

    /** The mark of what was stored, at random if it had none. */
    public static int mark(byte[] framed) {
        return framed.length < LENGTH ? 0 : ByteBuffer.wrap(framed).getInt(MARK);
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
