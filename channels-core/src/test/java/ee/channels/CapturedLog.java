package ee.channels;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Takes what a class logs, at any level, instead of the console. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private static final Formatter FORMATTER = new SimpleFormatter();

    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    public CapturedLog(Class<?> source) {
        this(source.getName());
    }

    /** Takes what a package logs, those below it included. */
    public CapturedLog(String source) {
        logger = Logger.getLogger(source);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** What was logged, in order, as level and message. */
    public List<String> lines() {
        return records.stream()
                .map(entry -> entry.getLevel() + " " + FORMATTER.formatMessage(entry))
                .toList();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
