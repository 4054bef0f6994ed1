package ee.channels.scope;

import ee.channels.ChannelsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * HTTP headers: names without regard to case, values in the order they came.
 *
 * <p>Names and values are checked as they are added: a name is a token of RFC 9110, a value has no control character
 * but tab, so that no header can be split into two.
 *
 * <p>Channels counterpart: {@code scope["headers"]} and the {@code headers} of {@code accept()}, lists of byte pairs.
 *
 * <p>Immutable.
 */
public final class Headers {

    private static final Headers EMPTY = new Headers(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

    private final Map<String, List<String>> values;

    private Headers(Map<String, List<String>> values) {
        this.values = values;
    }

    /** No headers. */
    public static Headers empty() {
        return EMPTY;
    }

    /** One header. */
    public static Headers of(String name, String value) {
        return EMPTY.with(name, value);
    }

    /**
     * Many at once.
     *
     * @param values of each name in order; names that differ in case alone are one
     * @throws ChannelsException if a name is no token or a value holds a control character
     */
    public static Headers of(Map<String, List<String>> values) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.forEach((name, all) -> {
            all.forEach(value -> checkedValue(name, value));
            copy.merge(checkedName(name), List.copyOf(all), Headers::joined);
        });
        return new Headers(copy);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /**
     * These headers and one more value, after those that its name may have already.
     *
     * @throws ChannelsException if the name is no token or the value holds a control character
     */
    public Headers with(String name, String value) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(values);
        List<String> all = new ArrayList<>(copy.getOrDefault(checkedName(name), List.of()));
        all.add(checkedValue(name, value));
        copy.put(name, List.copyOf(all));
        return new Headers(copy);
    }

    /** The first value of a header, if it was sent. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Every value of a header in order; empty if it was not sent. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The names, each once, in the alphabet's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Whether there is no header at all. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && values.equals(headers.values);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            hash += entry.getKey().toLowerCase(Locale.ROOT).hashCode()
                    ^ entry.getValue().hashCode();
        }
        return hash;
    }

    /** The names alone: values may be secret. */
    @Override
    public String toString() {
        return "Headers" + values.keySet();
    }

    /** Whether a text can be a header's name: a token of RFC 9110 section 5.6.2. */
    public static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether a text can be a header's value: it has no control character but tab. */
    public static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String checkedName(String name) {
        if (!isName(name)) {
            throw new ChannelsException(
                    "A header's name must be a token of RFC 9110, of letters, digits and !#$%&'*+-.^_`|~");
        }
        return name;
    }

    private static String checkedValue(String name, String value) {
        if (!isValue(value)) {
            throw new ChannelsException("The value of header " + name + " holds a control character");
        }
        return value;
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
