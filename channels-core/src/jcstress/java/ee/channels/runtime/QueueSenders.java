package ee.channels.runtime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Two threads send; each write completes before it returns. */
@JCStressTest
@Outcome(id = "none", expect = Expect.ACCEPTABLE, desc = "one in flight, each frame once")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class QueueSenders {

    private final WatchedQueue queue = new WatchedQueue(true);

    /** A sender. */
    @Actor
    public void one() {
        queue.send();
        queue.send();
    }

    /** Another. */
    @Actor
    public void other() {
        queue.send();
        queue.send();
    }

    /** The judge. */
    @Arbiter
    public void judge(L_Result result) {
        result.r1 = queue.fault(4, false);
    }
}
