package ee.channels.consumer;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The message types that were logged already. It remembers so many and so much of each: they come from the wire, and
 * whoever sends new ones for ever gets neither memory nor log lines for it.
 *
 * <p>Thread-safe.
 */
final class SeenTypes {

    static final int MAX_TYPES = 100;

    private static final int MAX_LENGTH = 100;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** The type, fit to be logged, if it was not seen before and there is room to remember it. */
    Optional<String> firstTime(String type) {
        // Two threads at the limit may both pass; one or two lines more do no harm.
        if (seen.size() >= MAX_TYPES) {
            return Optional.empty();
        }
        String shown = type.substring(0, Math.min(type.length(), MAX_LENGTH)).replaceAll("[^\\x20-\\x7e]", "?");
        return seen.add(shown) ? Optional.of(shown) : Optional.empty();
    }
}
