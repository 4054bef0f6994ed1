package ee.channels.runtime;

import ee.channels.application.CloseReason;
import ee.channels.layer.Delivery;
import ee.channels.message.Message;

/**
 * A mailbox and its owner, who runs it at once, on the thread that announces it. The owner's fields are plain on
 * purpose, as a consumer's are: what one run wrote must be there in the next.
 *
 * <p>Its methods may run at the same time, each of them on one thread.
 */
final class WatchedMailbox implements Mailbox.Owner {

    private static final ConnectionCounters COUNTERS = new ConnectionCounters();
    private static final Delivery DELIVERY = new Delivery("group", Message.of("m"), Long.MAX_VALUE);
    private static final int MANY = 1_000;

    private final Mailbox mailbox = new Mailbox(this, COUNTERS);
    private int inside;
    private int handled;
    private boolean overlapped;
    private boolean ended;
    private boolean afterEnd;

    private int frames;
    private int messages;
    private int dropped;

    /** Idle, as after connect(). */
    WatchedMailbox idle() {
        mailbox.leave();
        return this;
    }

    /** Held, as between the acceptance and the opening of the socket. */
    WatchedMailbox held() {
        mailbox.hold();
        return this;
    }

    void frame() {
        Event.Text frame = new Event.Text("", 0);
        if (mailbox.enter()) {
            frames++;
            handle(frame);
            mailbox.leave();
        } else if (mailbox.offer(frame, MANY, MANY, 0) == Mailbox.Offer.TAKEN) {
            frames++;
        }
    }

    void message() {
        if (mailbox.offer(DELIVERY, MANY) == Mailbox.Offer.TAKEN) {
            messages++;
        }
    }

    void release() {
        mailbox.release();
    }

    void end(boolean keepFrames) {
        Mailbox.Dropped rest =
                mailbox.end(new Event.End(new CloseReason(1000, "", CloseReason.Cause.CLIENT)), keepFrames, 0);
        dropped = rest.frames() + rest.messages();
    }

    @Override
    public void ready(Event first) {
        mailbox.run();
    }

    @Override
    public void handle(Event event) {
        inside++;
        overlapped |= inside != 1;
        afterEnd |= ended;
        if (event instanceof Event.End) {
            ended = true;
        } else {
            handled++;
        }
        inside--;
    }

    /** What has gone wrong; to be asked when all threads are through. */
    String fault(boolean withEnd) {
        if (overlapped || inside != 0) {
            return "two at a time";
        }
        if (afterEnd) {
            return "after the end";
        }
        if (ended != withEnd || mailbox.isDone() != withEnd) {
            return "ended " + ended;
        }
        int missing = frames + messages - dropped - handled;
        return missing == 0 ? "none" : missing + " missing";
    }
}
