package ee.channels.redis.wire;

import ee.channels.layer.ChannelLayerException;

/**
 * A value that a serialization cannot write. It learns where the value stands on its way up, so that the path costs
 * nothing where all is well.
 */
final class UncarriedValueException extends ChannelLayerException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String path;

    UncarriedValueException(String problem) {
        this("", problem);
    }

    private UncarriedValueException(String path, String problem) {
        super(problem, null);
        this.path = path;
        this.problem = problem;
    }

    /** The same, seen from the map that has the value under this key. */
    UncarriedValueException under(String key) {
        return behind(key);
    }

    /** The same, seen from the list that has the value at this index. */
    UncarriedValueException at(int index) {
        return behind("[" + index + "]");
    }

    private UncarriedValueException behind(String step) {
        String separator = path.isEmpty() || path.startsWith("[") ? "" : ".";
        return new UncarriedValueException(step + separator + path, problem);
    }

    /** Where the value stands, as in {@code order.lines[3].price}. */
    String path() {
        return path;
    }

    /** What is wrong with it. */
    String problem() {
        return problem;
    }
}
