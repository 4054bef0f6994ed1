package ee.channels.message;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was made of one message, by class; each is made once, by whoever asks first, and without a lock, since making it
 * runs the application's constructors. Whoever asks meanwhile waits. A failure is made once as well.
 *
 * <p>Thread-safe.
 */
final class SharedConversions {
    private static final Set<Class<?>> IMMUTABLE = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class);

    private final ConcurrentMap<Class<?>, CompletableFuture<Object>> made = new ConcurrentHashMap<>();

    /** The last text, without a lock: should two threads make one at once, they make the same. */
    private volatile @Nullable Encoded encoded;

    private record Encoded(Object value, String text) {}

    /** Whether instances of the class may be shared. */
    static boolean accepts(Class<?> wanted) {
        return wanted.isRecord()
                || wanted.isEnum()
                || IMMUTABLE.contains(wanted)
                || wanted.getPackageName().equals("java.time");
    }

    @SuppressWarnings("IllegalCatch") // whoever waits must hear of an Error too
    <T> T get(Class<T> wanted, Supplier<T> conversion) {
        CompletableFuture<Object> mine = new CompletableFuture<>();
        CompletableFuture<Object> first = made.putIfAbsent(wanted, mine);
        if (first != null) {
            return wanted.cast(await(first));
        }
        try {
            T value = conversion.get();
            mine.complete(value);
            return value;
        } catch (Throwable e) {
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** Whether this very instance is what everybody gets who asks for its class. */
    @SuppressWarnings("ReferenceEquality") // an equal one may be somebody's own, and change
    boolean hasMade(Object value) {
        CompletableFuture<Object> conversion = made.get(value.getClass());
        return conversion != null && !conversion.isCompletedExceptionally() && conversion.getNow(null) == value;
    }

    /** The JSON text of a value that all have in common, made once. */
    @SuppressWarnings("ReferenceEquality") // as above
    String json(Object value) {
        Encoded last = encoded;
        if (last == null || last.value() != value) {
            last = new Encoded(value, Json.encode(value));
            encoded = last;
        }
        return last.text();
    }

    private static Object await(CompletableFuture<Object> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            String problem = cause instanceof JsonException ? cause.getMessage() : "the shared conversion failed";
            throw new JsonException(String.valueOf(problem), cause);
        }
    }
}
