package ee.channels.runtime;

import ee.channels.application.Frame;
import java.io.IOException;
import java.util.List;

/**
 * A transport whose engine sends several frames as one piece, by calls that may block; the outbound queue then keeps
 * them off every thread but those of {@link Writers}.
 *
 * <p>Implementations are thread-safe.
 */
public interface BatchingTransport extends Transport {

    /**
     * Writes frames in this order and returns when the engine has sent the last. May block for as long as the engine
     * waits for a stuck client.
     *
     * @param frames at least one
     * @throws IOException if not all of them were sent; none that follows will be
     */
    void write(List<Frame> frames) throws IOException;
}
