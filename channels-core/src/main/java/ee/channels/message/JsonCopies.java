package ee.channels.message;

import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds the copies of the JSON APIs that stand in each other's way: an application's own beside that of the server,
 * which this library was loaded with.
 *
 * <p>Thread-safe.
 */
final class JsonCopies {

    private static final String[] APIS = {"jakarta.json.bind.Jsonb", "jakarta.json.JsonValue"};

    private JsonCopies() {}

    /** Which copies there are and what to do; says so if each is there once. */
    static String told() {
        StringBuilder told = new StringBuilder();
        for (String api : APIS) {
            Class<?> ours = find(api, JsonCopies.class.getClassLoader());
            Class<?> theirs = find(api, Thread.currentThread().getContextClassLoader());
            if (ours != null && theirs != null && ours != theirs) {
                told.append("There are two copies of ")
                        .append(api)
                        .append(", in ")
                        .append(place(ours))
                        .append(" and, of the application's own, in ")
                        .append(place(theirs))
                        .append("; take the application's out, and the JSON-B and JSON-P it came with. ");
            }
        }
        return told.isEmpty()
                ? "Each of these APIs is there once."
                : told.toString().trim();
    }

    private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? "the server" : String.valueOf(source.getLocation());
    }
}
