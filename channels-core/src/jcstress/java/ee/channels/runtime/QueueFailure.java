package ee.channels.runtime;

import java.io.IOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A write fails while others are sent. */
@JCStressTest
@Outcome(id = "none", expect = Expect.ACCEPTABLE, desc = "each frame counted once, closed once")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class QueueFailure {

    private final WatchedQueue queue = new WatchedQueue(false);

    private static final IOException RESET = new IOException("reset");

    /** A sender. */
    @Actor
    public void sender() {
        queue.send();
        queue.send();
        queue.finish();
    }

    /** The engine. */
    @Actor
    public void engine() {
        queue.complete(RESET);
    }

    /** The judge. */
    @Arbiter
    public void judge(L_Result result) {
        result.r1 = queue.fault(2, true);
    }
}
