package ee.channels.testing;

import ee.channels.application.Frame;
import ee.channels.runtime.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket that writes down what it is told. Writes complete at once, or, while it is {@linkplain #stall() stalled},
 * when the test completes them: a client that does not read.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe.
 */
public final class RecordingTransport implements Transport {

    /** A close frame. */
    public record Closed(int code, String phrase) {}

    private final List<Frame> frames = new ArrayList<>(); // guarded by this, as all that follows
    private final Deque<Completion> inFlight = new ArrayDeque<>();
    private boolean stalled;
    private int pings;
    private int mostInFlight;
    private @Nullable Closed closed;

    /** A socket that reads. */
    public RecordingTransport() {}

    @Override
    public void write(Frame frame, Completion completion) {
        synchronized (this) {
            frames.add(frame);
            mostInFlight = Math.max(mostInFlight, inFlight.size() + 1);
            if (stalled) {
                inFlight.add(completion);
                return;
            }
        }
        completion.done(null);
    }

    @Override
    public synchronized void ping() {
        pings++;
    }

    @Override
    public synchronized void close(int code, String phrase) {
        if (closed == null) {
            closed = new Closed(code, phrase);
        }
    }

    /** From now on writes stay in flight. */
    public synchronized void stall() {
        stalled = true;
    }

    /** From now on writes complete at once, beginning with those in flight. */
    public void resume() {
        synchronized (this) {
            stalled = false;
        }
        while (complete(null)) {
            // until none is in flight
        }
    }

    /**
     * Completes the oldest write in flight.
     *
     * @param failure why it failed, or null
     * @return whether there was one
     */
    public boolean complete(@Nullable Throwable failure) {
        Completion oldest;
        synchronized (this) {
            oldest = inFlight.poll();
        }
        if (oldest == null) {
            return false;
        }
        oldest.done(failure);
        return true;
    }

    /** Every frame so far whose write was begun. */
    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** The text of every text frame so far whose write was begun. */
    public synchronized List<String> texts() {
        return frames.stream()
                .filter(Frame.Text.class::isInstance)
                .map(frame -> ((Frame.Text) frame).text())
                .toList();
    }

    /** Pings so far. */
    public synchronized int pings() {
        return pings;
    }

    /** The largest number of writes that were ever in flight at once. */
    public synchronized int mostInFlight() {
        return mostInFlight;
    }

    /** The first close, if there was one. */
    public synchronized Optional<Closed> closed() {
        return Optional.ofNullable(closed);
    }
}
