package ee.channels.layer;

import ee.channels.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How many unread messages a channel may hold: a default, and patterns of names with numbers of their own, of which the
 * first that matches wins.
 *
 * <p>Written as {@code http.request=200, websocket.send*=20, /worker\.[0-9]/=5}. A plain pattern must match the whole
 * name: {@code *} is any text, {@code ?} any character, {@code [abc]} one of these, {@code [!abc]} none of these. A
 * pattern between slashes is a regular expression that must match from the beginning of the name, but not to its end.
 *
 * <p>Channels counterpart: {@code capacity} and {@code channel_capacity}, with {@code compile_capacities} and
 * {@code get_capacity}.
 *
 * <p>Immutable.
 */
public final class ChannelCapacities {
    private static final int MAX = 1_000_000;

    private final int fallback;
    private final List<Rule> rules;

    private record Rule(Pattern pattern, boolean whole, int capacity) {
        boolean matches(String channel) {
            return whole
                    ? pattern.matcher(channel).matches()
                    : pattern.matcher(channel).lookingAt();
        }
    }

    private ChannelCapacities(int fallback, List<Rule> rules) {
        this.fallback = fallback;
        this.rules = rules;
    }

    /**
     * Reads patterns.
     *
     * @param key what they were set as, for the refusal
     * @param fallback the capacity of a channel that no pattern matches, at least 1
     * @param patterns as in the class comment; blank for none
     * @throws ConfigurationException naming the key and the entry that is malformed
     */
    public static ChannelCapacities parse(String key, int fallback, String patterns) {
        if (fallback < 1) {
            throw new IllegalArgumentException("A channel's capacity is at least 1, not " + fallback);
        }
        List<Rule> rules = new ArrayList<>();
        String rest = patterns.strip();
        while (!rest.isEmpty()) {
            // A regular expression may hold commas and equals signs: it ends at the slash before the number.
            boolean regex = rest.startsWith("/");
            int end = regex ? rest.indexOf("/=", 1) : rest.indexOf('=');
            int number = end + (regex ? 2 : 1);
            int comma = end < 0 ? -1 : rest.indexOf(',', number);
            String entry = comma < 0 ? rest : rest.substring(0, comma);
            if (end < (regex ? 2 : 1)) {
                throw refused(key, entry);
            }
            String pattern = rest.substring(regex ? 1 : 0, end).strip();
            rules.add(new Rule(compile(key, entry, pattern, regex), !regex, capacity(key, entry, number)));
            rest = comma < 0 ? "" : rest.substring(comma + 1).strip();
            if (comma >= 0 && rest.isEmpty()) {
                throw refused(key, entry + ",");
            }
        }
        return new ChannelCapacities(fallback, List.copyOf(rules));
    }

    private static Pattern compile(String key, String entry, String pattern, boolean regex) {
        if (pattern.isEmpty() || (!regex && pattern.indexOf(',') >= 0)) {
            throw refused(key, entry);
        }
        try {
            return Pattern.compile(regex ? pattern : globToRegex(pattern));
        } catch (PatternSyntaxException malformed) {
            ConfigurationException refusal = refused(key, entry);
            refusal.initCause(malformed);
            throw refusal;
        }
    }

    private static int capacity(String key, String entry, int from) {
        String text = entry.substring(from).strip();
        if (text.matches("[0-9]{1,7}")) {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= MAX) {
                return value;
            }
        }
        throw refused(key, entry);
    }

    private static ConfigurationException refused(String key, String entry) {
        return ConfigurationException.refused(
                key, entry, "pattern=number, ... with a number from 1 to " + MAX + " and a glob or /regex/ as pattern");
    }

    /** As Python's {@code fnmatch.translate}, without its escape of the final newline. */
    private static String globToRegex(String glob) {
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i++);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '[') {
                int close = closing(glob, i);
                if (close < 0) {
                    regex.append("\\[");
                } else {
                    regex.append(characterClass(glob.substring(i, close)));
                    i = close + 1;
                }
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    /** Where a class that begins at {@code from} ends; a bracket that comes first belongs to the class. */
    private static int closing(String glob, int from) {
        int first = from < glob.length() && glob.charAt(from) == '!' ? from + 1 : from;
        return glob.indexOf(']', first + 1);
    }

    private static String characterClass(String content) {
        boolean negated = content.startsWith("!");
        String members = negated ? content.substring(1) : content;
        // Ranges stay; everything that a Java class would take for more than itself does not.
        return "[" + (negated ? "^" : "") + members.replaceAll("([\\\\\\[\\]^&])", "\\\\$1") + "]";
    }

    /** How many unread messages this channel may hold. */
    public int of(String channel) {
        for (Rule rule : rules) {
            if (rule.matches(channel)) {
                return rule.capacity();
            }
        }
        return fallback;
    }

    /** The capacity that every channel has, or empty if there are patterns. */
    public OptionalInt uniform() {
        return rules.isEmpty() ? OptionalInt.of(fallback) : OptionalInt.empty();
    }

    /** The default and the patterns, as they apply. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("capacity=").append(fallback);
        for (Rule rule : rules) {
            text.append(", ").append(rule.pattern()).append('=').append(rule.capacity());
        }
        return text.toString();
    }
}
