package ee.channels.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Tells an engine to pause and to go on, as the mailbox wants it last.
 *
 * <p>Many threads may find at once that something has changed. The first of them tells the engine, on behalf of all who
 * come meanwhile; so the engine hears of one change at a time, in order, and under no lock.
 *
 * <p>Thread-safe.
 */
final class Pushback {

    private final Inflow inflow;
    private final BooleanSupplier wanted;
    private final AtomicInteger calls = new AtomicInteger();
    private boolean paused; // of whoever tells the engine; seen by the next through calls

    /** Asks whether to pause each time that {@link #settle} is called. */
    Pushback(Inflow inflow, BooleanSupplier wanted) {
        this.inflow = inflow;
        this.wanted = wanted;
    }

    /** What is wanted may have changed. */
    void settle() {
        if (calls.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = calls.get();
            boolean pause = wanted.getAsBoolean();
            if (pause != paused) {
                paused = pause;
                if (pause) {
                    inflow.pause();
                } else {
                    inflow.resume();
                }
            }
        } while (calls.addAndGet(-seen) > 0);
    }
}
