package ee.channels.redis.wire;

import ee.channels.layer.ChannelLayerException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from Redis that are no message. Its text quotes nothing of them.
 *
 * <p>Channels counterpart: whatever msgpack, json and cryptography raise, which ends the receiver there.
 *
 * <p>Immutable.
 */
public final class MalformedPayloadException extends ChannelLayerException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    MalformedPayloadException(Fault fault) {
        this(fault, null);
    }

    MalformedPayloadException(Fault fault, @Nullable Throwable cause) {
        super("Malformed payload: " + fault.text(), cause);
        this.fault = fault;
    }

    /** What is wrong with it. */
    public Fault fault() {
        return fault;
    }
}
