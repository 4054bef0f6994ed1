package ee.channels.runtime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Frames, which the engine's thread handles itself when it can, meet messages. */
@JCStressTest
@Outcome(id = "none", expect = Expect.ACCEPTABLE, desc = "one at a time, each once")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class MailboxTraffic {

    private final WatchedMailbox mailbox = new WatchedMailbox().idle();

    /** The engine's thread. */
    @Actor
    public void engine() {
        mailbox.frame();
        mailbox.frame();
    }

    /** A sender's thread. */
    @Actor
    public void layer() {
        mailbox.message();
        mailbox.message();
    }

    /** The judge. */
    @Arbiter
    public void judge(L_Result result) {
        result.r1 = mailbox.fault(false);
    }
}
