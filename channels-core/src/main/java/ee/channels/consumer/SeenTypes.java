package ee.channels.consumer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The message types that were logged already. It remembers so many: they come from the wire, and whoever sends new ones
 * for ever gets neither memory nor log lines for it.
 *
 * <p>Thread-safe.
 */
final class SeenTypes {

    static final int MAX_TYPES = 100;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Whether the type was not seen before and there is room to remember it. */
    boolean isFirst(String type) {
        // Two threads at the limit may both pass; one or two lines more do no harm.
        return seen.size() < MAX_TYPES && seen.add(type);
    }
}
