package ee.channels.jakarta.inject;

import ee.channels.ChannelsException;
import java.lang.reflect.InvocationTargetException;

/** Lets what user code threw pass as it is; what else went wrong is told with where it happened. */
final class Thrown {

    private Thrown() {}

    static RuntimeException unchecked(Throwable thrown, String where) {
        Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : thrown;
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new ChannelsException(where, cause == null ? thrown : cause);
    }
}
