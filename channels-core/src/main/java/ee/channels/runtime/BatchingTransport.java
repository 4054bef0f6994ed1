package ee.channels.runtime;

import ee.channels.application.Frame;
import java.util.List;

/**
 * A transport whose engine sends several frames as one piece, where its calls may block, or frames never wait unless
 * they are kept back; the outbound queue then leaves writing to the threads of {@link Writers}.
 *
 * <p>Implementations are thread-safe.
 */
public interface BatchingTransport extends Transport {

    /**
     * Begins to write frames in this order; may return before the engine has sent the last, or block for as long as the
     * engine waits for a stuck client.
     *
     * @param frames at least one
     * @param completion told once all of them are sent, or one of them is not: none that follows will be
     */
    void write(List<Frame> frames, Completion completion);
}
