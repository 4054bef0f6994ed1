package ee.channels.runtime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Completions come from another thread, while the consumer sends and closes. */
@JCStressTest
@Outcome(id = "none", expect = Expect.ACCEPTABLE, desc = "one in flight, each frame once, closed once")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class QueueCompletions {

    private final WatchedQueue queue = new WatchedQueue(false);

    /** The consumer. */
    @Actor
    public void consumer() {
        queue.send();
        queue.send();
        queue.finish();
    }

    /** The engine. */
    @Actor
    public void engine() {
        queue.complete(null);
        queue.complete(null);
    }

    /** The judge. */
    @Arbiter
    public void judge(L_Result result) {
        result.r1 = queue.fault(2, true);
    }
}
