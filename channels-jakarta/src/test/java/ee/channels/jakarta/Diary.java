package ee.channels.jakarta;

import ee.channels.application.CloseReason;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the consumers of a test write down, in order. */
final class Diary {

    private static final long SECONDS = 20;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    void write(String line) {
        lines.add(line);
    }

    void ended(CloseReason reason) {
        write("disconnect " + reason.code() + " " + reason.cause());
    }

    /** The next line, within the deadline. */
    String next() {
        try {
            String line = lines.poll(SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("Nothing was written for " + SECONDS + " s");
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    void clear() {
        lines.clear();
    }
}
