package ee.channels.testing;

import ee.channels.application.Frame;
import ee.channels.runtime.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a simulated client: what is written to it arrives at once, unless the client does not read.
 *
 * <p>Thread-safe.
 */
final class ClientSocket implements Transport {

    /** What a client can receive. */
    sealed interface Arrival {

        /** A message. */
        record Sent(Frame frame) implements Arrival {
            @Override
            public String toString() {
                return frame instanceof Frame.Text text
                        ? "the text message \"" + text.text() + "\""
                        : "a binary message of " + frame.size() + " bytes";
            }
        }

        /** The close frame. */
        record Ended(RecordingTransport.Closed closed) implements Arrival {
            @Override
            public String toString() {
                return "the close frame " + closed.code() + " \"" + closed.phrase() + "\"";
            }
        }
    }

    private record Unread(Frame frame, Completion completion) {}

    private final Arrivals<Arrival> arrivals;
    private final Runnable pong;
    private final Deque<Unread> unread = new ArrayDeque<>(); // guarded by this, as all that follows
    private boolean reading = true;
    private boolean closed;

    /**
     * A socket whose client reads.
     *
     * @param pong answers a ping, as every client does by itself
     */
    ClientSocket(Arrivals<Arrival> arrivals, Runnable pong) {
        this.arrivals = arrivals;
        this.pong = pong;
    }

    @Override
    public void write(Frame frame, Completion completion) {
        synchronized (this) {
            if (!reading) {
                unread.add(new Unread(frame, completion));
                return;
            }
        }
        arrivals.add(new Arrival.Sent(frame));
        completion.done(null);
    }

    @Override
    public void ping() {
        boolean answers;
        synchronized (this) {
            answers = reading && !closed;
        }
        if (answers) {
            pong.run();
        }
    }

    @Override
    public void close(int code, String phrase) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        arrivals.add(new Arrival.Ended(new RecordingTransport.Closed(code, phrase)));
    }

    synchronized void stopReading() {
        reading = false;
    }

    void readAgain() {
        synchronized (this) {
            reading = true;
        }
        for (Unread next = poll(); next != null; next = poll()) {
            arrivals.add(new Arrival.Sent(next.frame()));
            next.completion().done(null);
        }
    }

    private synchronized @Nullable Unread poll() {
        return unread.poll();
    }
}
