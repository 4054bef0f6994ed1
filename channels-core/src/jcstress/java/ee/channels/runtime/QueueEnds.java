package ee.channels.runtime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Every way to end it, at once. */
@JCStressTest
@Outcome(id = "none", expect = Expect.ACCEPTABLE, desc = "closed at most once, ended once")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class QueueEnds {

    private final WatchedQueue queue = new WatchedQueue(true);

    /** The consumer. */
    @Actor
    public void consumer() {
        queue.send();
        queue.finish();
    }

    /** The watchdog, and the engine. */
    @Actor
    public void others() {
        queue.abort();
        queue.abandon();
    }

    /** The judge. */
    @Arbiter
    public void judge(L_Result result) {
        result.r1 = queue.fault(1, true);
    }
}
