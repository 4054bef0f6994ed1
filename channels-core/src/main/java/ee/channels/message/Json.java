package ee.channels.message;

import java.lang.ref.SoftReference;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JSON through the JSON-B of the application at hand, for the library's own rooms; an application uses JSON-B itself.
 *
 * <p>Stricter than JSON-B asks for, because what it reads comes from strangers: text after the value, a key twice in
 * one object, more than 64 levels and numbers beyond a double's range are malformed. Unknown properties are ignored,
 * absent ones are null, zero or empty. {@code byte[]} is base64 text (RFC 4648, section 4, padded).
 *
 * <p>There is one JSON-B for each context class loader, made at the first use and kept until {@link #release}, or until
 * memory runs short, so that a library shared by applications holds none of their classes.
 *
 * <p>Channels counterpart: {@code JsonWebsocketConsumer.encode_json} and {@code decode_json}.
 *
 * <p>Thread-safe.
 */
public final class Json {
    // Softly, since a binding refers to its class loader and would otherwise keep its own key alive.
    private static final Map<ClassLoader, SoftReference<JsonBinding>> BINDINGS = new WeakHashMap<>();

    private Json() {}

    /**
     * The JSON text of a record, bean, map, list or plain value; properties that are null are left out. A
     * {@link Message} is an object of its type and all of its fields.
     *
     * @throws JsonException when JSON-B fails, for instance for NaN or for an object that contains itself
     */
    public static String encode(Object value) {
        return run("Cannot write " + value.getClass().getTypeName() + " as JSON", json -> json.encode(value));
    }

    /**
     * The value that the JSON text stands for; never null.
     *
     * @throws JsonException when the text is malformed, does not bind to the type, or is the literal null
     */
    public static <T> T decode(String json, Class<T> type) {
        return decode(json, (Type) type);
    }

    /**
     * The value that the JSON text stands for, of a type with parameters, as {@code List<Order>}; never null.
     *
     * @throws JsonException when the text is malformed, does not bind to the type, or is the literal null
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // as in JSON-B: a Type cannot say what it stands for
    public static <T> T decode(String json, Type type) {
        return run("Cannot read " + type.getTypeName() + " from JSON", binding -> binding.decode(json, type));
    }

    /**
     * The properties of a record or bean as a map of null, Boolean, Long, Double, String, List and Map.
     *
     * @throws JsonException when JSON-B fails, when the value's JSON is no object, or when a number is no Long and no
     *     Double without loss
     */
    public static Map<String, @Nullable Object> toMap(Object value) {
        return run("Cannot make a map of " + value.getClass().getTypeName(), json -> json.toMap(value));
    }

    /**
     * The JSON text of what a message may hold: null, Boolean, Long, Double, String, and lists and maps of these; null
     * is written, in maps too. It goes through JSON-P, since JSON-B leaves out what is null.
     *
     * @throws JsonException when JSON-P fails, for instance for NaN
     */
    public static String writeTree(@Nullable Object tree) {
        return run("Cannot write values as JSON", json -> json.writeTree(tree));
    }

    /**
     * The value that the JSON text stands for, as null, Boolean, Long, Double, String, List or Map. A whole number of
     * more than 64 bits is a {@link java.math.BigInteger}, any other number the nearest Double.
     *
     * @throws JsonException when the text is malformed; the message quotes nothing of it
     */
    public static @Nullable Object readTree(String json) {
        // In a list, since a function's result is never null.
        return run("Cannot read values from JSON", binding -> Collections.singletonList(binding.readTree(json)))
                .get(0);
    }

    /** The fields of a message as an instance of the class. */
    static <T> T bind(Map<String, @Nullable Object> fields, Class<T> type) {
        return run("Cannot read " + type.getTypeName() + " from the fields", json -> json.bind(fields, type));
    }

    /**
     * Closes and forgets the JSON-B of an application that ends; does nothing when it has none. Whoever deploys
     * applications calls this at the end of each.
     */
    public static void release(ClassLoader application) {
        SoftReference<JsonBinding> removed;
        synchronized (BINDINGS) {
            removed = BINDINGS.remove(application);
        }
        JsonBinding binding = removed == null ? null : removed.get();
        if (binding != null) {
            binding.close();
        }
    }

    private static <R> R run(String failure, Function<JsonBinding, R> use) {
        JsonBinding binding = binding();
        try {
            return use.apply(binding);
        } catch (JsonException e) {
            throw new JsonException(failure + ": " + e.getMessage(), e.getCause());
        } catch (RuntimeException | StackOverflowError e) {
            throw new JsonException(failure, e);
        }
    }

    private static JsonBinding binding() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader application = context == null ? ClassLoader.getSystemClassLoader() : context;
        JsonBinding known = known(application);
        if (known != null) {
            return known;
        }
        // Not under the lock: this runs code of the provider, which may be the application's own.
        JsonBinding created = create();
        JsonBinding winner;
        synchronized (BINDINGS) {
            JsonBinding other = known(application);
            winner = other == null ? created : other;
            if (other == null) {
                BINDINGS.put(application, new SoftReference<>(created));
            }
        }
        if (winner != created) {
            created.close();
        }
        return winner;
    }

    private static @Nullable JsonBinding known(ClassLoader application) {
        synchronized (BINDINGS) {
            SoftReference<JsonBinding> reference = BINDINGS.get(application);
            return reference == null ? null : reference.get();
        }
    }

    private static JsonBinding create() {
        try {
            return JsonBinding.create();
        } catch (ServiceConfigurationError e) {
            throw new JsonException("The JSON-B or JSON-P found does not fit its API. " + JsonCopies.told(), e);
        } catch (RuntimeException | LinkageError e) {
            throw new JsonException(
                    "No JSON-B found. Where the server brings none, add org.eclipse:yasson:3.0.4 (with"
                            + " jakarta.json.bind:jakarta.json.bind-api:3.0.1 and org.eclipse.parsson:parsson:1.1.9,"
                            + " which it depends on) to the application.",
                    e);
        }
    }
}
