package ee.channels.consumer;

import ee.channels.ChannelsException;
import org.jspecify.annotations.Nullable;

/** Lets what user code threw pass as it is; only a checked exception, which could not, is wrapped. */
final class Unchecked {

    private Unchecked() {}

    static RuntimeException of(@Nullable Throwable thrown, Object where) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new ChannelsException(where + " threw a checked exception", thrown);
    }
}
