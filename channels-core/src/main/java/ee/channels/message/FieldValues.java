package ee.channels.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message may hold, as the tree that it keeps and as the copies that it hands out.
 *
 * <p>The tree is of null, Boolean, Long, Double, String, {@link Bytes}, and unmodifiable lists and maps of these.
 * Without Bytes in it a tree is immutable and is handed out as it is.
 */
final class FieldValues {
    /** Lists and maps within one another; deep enough for any message, and far from the end of a stack. */
    static final int MAX_DEPTH = 64;

    private FieldValues() {}

    /** An array with the equality of its content. */
    static final class Bytes {
        private final byte[] array;

        Bytes(byte[] array) {
            this.array = array;
        }

        byte[] array() {
            return array;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && Arrays.equals(array, that.array);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(array);
        }
    }

    /** Where a value stands in a message: a key, or an index inside the parent's list. */
    private record Path(@Nullable Path parent, Object step) {
        @Override
        public String toString() {
            String own = step instanceof Integer ? "[" + step + "]" : step.toString();
            return parent == null ? own : parent + (step instanceof Integer ? own : "." + own);
        }
    }

    /** The tree of one field's value. */
    static @Nullable Object tree(String messageType, String key, @Nullable Object value) {
        return tree(messageType, new Path(null, key), value, 0);
    }

    private static @Nullable Object tree(String messageType, Path path, @Nullable Object value, int depth) {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof Double) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float single) {
            return single.doubleValue();
        }
        if (value instanceof byte[] array) {
            return new Bytes(array.clone());
        }
        if (value instanceof List<?> || value instanceof Map<?, ?>) {
            if (depth == MAX_DEPTH) {
                throw MessageFieldException.refused(
                        messageType, path.toString(), "lists and maps nest at most " + MAX_DEPTH + " deep");
            }
            return value instanceof List<?> list
                    ? list(messageType, path, list, depth + 1)
                    : map(messageType, path, (Map<?, ?>) value, depth + 1);
        }
        throw MessageFieldException.refused(
                messageType,
                path.toString(),
                "a value is null, Boolean, Long, Double, String, byte[], List or Map, not "
                        + value.getClass().getTypeName());
    }

    private static List<@Nullable Object> list(String messageType, Path path, List<?> list, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
            copy.add(tree(messageType, new Path(path, copy.size()), element, depth));
        }
        return Collections.unmodifiableList(copy);
    }

    private static Map<String, @Nullable Object> map(String messageType, Path path, Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = key(messageType, path.toString(), key);
            copy.put(name, tree(messageType, new Path(path, name), value, depth));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** The key of a map, which must be a String. */
    static String key(String messageType, String path, @Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        String actual = key == null ? "null" : key.getClass().getTypeName();
        throw MessageFieldException.refused(messageType, path, "a key is a String, not " + actual);
    }

    /** Whether the tree holds bytes, so that it must be copied before it is handed out. */
    static boolean holdsBytes(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().anyMatch(FieldValues::holdsBytes);
        }
        if (tree instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(FieldValues::holdsBytes);
        }
        return tree instanceof Bytes;
    }

    /** What a caller may see of a tree: the same, with a copy of each array. */
    static @Nullable Object copyOut(@Nullable Object tree) {
        if (tree instanceof Bytes bytes) {
            return bytes.array().clone();
        }
        if (!holdsBytes(tree)) {
            return tree;
        }
        if (tree instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(copyOut(element)));
            return Collections.unmodifiableList(copy);
        }
        Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(key, copyOut(value)));
        }
        return Collections.unmodifiableMap(copy);
    }

    /** The name of a value's type, as messages to developers use it. */
    static String typeName(@Nullable Object tree) {
        if (tree == null) {
            return "null";
        }
        if (tree instanceof Bytes) {
            return "byte[]";
        }
        return tree instanceof List
                ? "List"
                : tree instanceof Map ? "Map" : tree.getClass().getSimpleName();
    }
}
