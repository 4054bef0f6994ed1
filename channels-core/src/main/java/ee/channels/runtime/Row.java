package ee.channels.runtime;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Mailboxes that one thread has made ready one after the other, for one party: handed over as one, taken one by one.
 *
 * <p><b>What may run at once.</b> One thread fills it and hands it over, safely published; after that any threads take
 * from it, without a lock, and each mailbox goes to one of them.
 *
 * <p>Thread-safe once it is handed over.
 */
final class Row {

    /** How many fit in: about what a thread makes ready in the time that another takes to wake up. */
    private static final int MOST = 128;

    private static final int FEW = 4;

    private final Object party;
    private Mailbox[] mailboxes = new Mailbox[FEW]; // as size
    private final AtomicInteger taken = new AtomicInteger();
    private int size; // written before the row is handed over

    /** An empty row. */
    Row(Object party) {
        this.party = party;
    }

    /** For whose messages or frames they are ready. */
    Object party() {
        return party;
    }

    /** Adds one; there must be room. */
    void add(Mailbox mailbox) {
        if (size == mailboxes.length) {
            mailboxes = Arrays.copyOf(mailboxes, Math.min(MOST, 4 * size));
        }
        mailboxes[size] = mailbox;
        size++;
    }

    boolean isFull() {
        return size == MOST;
    }

    /** How many were added. */
    int size() {
        return size;
    }

    /** Takes the next one; null if all were taken. */
    @Nullable
    Mailbox take() {
        int next = taken.get() < size ? taken.getAndIncrement() : size;
        return next < size ? mailboxes[next] : null;
    }

    /** Whether one is left to take, at this moment. */
    boolean isLeft() {
        return taken.get() < size;
    }
}
