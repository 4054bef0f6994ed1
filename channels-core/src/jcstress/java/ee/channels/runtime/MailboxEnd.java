package ee.channels.runtime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The client closes while frames and messages come; what it had sent before is handled. */
@JCStressTest
@Outcome(id = "none", expect = Expect.ACCEPTABLE, desc = "one at a time, each once, the end last")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class MailboxEnd {

    private final WatchedMailbox mailbox = new WatchedMailbox().idle();

    /** The engine's thread. */
    @Actor
    public void engine() {
        mailbox.frame();
        mailbox.frame();
    }

    /** The thread that brings messages, and the end. */
    @Actor
    public void other() {
        mailbox.message();
        mailbox.end(true);
    }

    /** The judge. */
    @Arbiter
    public void judge(L_Result result) {
        result.r1 = mailbox.fault(true);
    }
}
