package ee.channels.redis.queue;

import ee.channels.layer.ChannelLayerException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What to do about the reply to a command, where nothing else depends on it. */
final class Replies {
    private Replies() {}

    /** Lets a look be taken at a reply or a failure; the look must not fail. */
    static <T extends @Nullable Object> void then(
            CompletableFuture<T> reply, BiConsumer<? super T, ? super @Nullable Throwable> look) {
        CompletableFuture<T> unused = reply.whenComplete(look);
    }

    /** Says that nothing is done about it: whoever cares finds out otherwise. */
    static void ignore(CompletableFuture<?> reply) {}

    /** The whole numbers that a script replies with. */
    static long[] numbers(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list.stream().mapToLong(Replies::number).toArray();
        }
        throw new ChannelLayerException("Redis replied to a script with something else than its result", null);
    }

    private static long number(@Nullable Object element) {
        return element instanceof Long number ? number : 0;
    }
}
