package ee.channels.layer;

import ee.channels.ConfigurationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a channel layer was configured with: its alias, its URL, and its options, which come from the URL's query and
 * from settings beside it; those beside it win.
 *
 * <p>Whoever makes the layer takes each option that it knows through a typed accessor, which refuses a malformed or
 * out-of-range value; what nobody has taken in the end is refused by {@link #refuseUnknown()}. Refusals name
 * {@code channels.layer.<alias>.<option>}, wherever the option came from.
 *
 * <p>No credential appears in {@link #toString()} or in an exception: the URL's user-info and the values of options
 * that sound like secrets are shown as {@code ***}.
 *
 * <p>Channels counterpart: one entry of {@code CHANNEL_LAYERS}, with its {@code CONFIG}.
 *
 * <p>Thread-safe.
 */
public final class LayerConfig {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,10}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)?");
    private static final Pattern SECRET = Pattern.compile("pass|secret|token|credential|key|user");
    private static final String HIDDEN = "***";
    private static final int MAX_CAPACITY = 1_000_000;

    private final String alias;
    private final String scheme;
    private final String url;
    private final Map<String, String> options;

    /** What was asked for so far; not part of equality. */
    private final Set<String> known = new ConcurrentSkipListSet<>();

    private LayerConfig(String alias, String scheme, String url, Map<String, String> options) {
        this.alias = alias;
        this.scheme = scheme;
        this.url = url;
        this.options = options;
    }

    /**
     * Reads a URL such as {@code memory:?capacity=50} and the options beside it.
     *
     * @param alias the name of the layer: 1 to 100 of {@code A-Z a-z 0-9 _ . -}
     * @param url scheme and address; options may follow a question mark, percent-encoded, a plus stands for itself
     * @param besideOptions options from elsewhere, by key; they win over the URL's
     * @throws ConfigurationException if the alias, the URL or its query is malformed
     */
    public static LayerConfig of(String alias, String url, Map<String, String> besideOptions) {
        if (!ALIAS.matcher(alias).matches()) {
            throw ConfigurationException.refused(
                    "The alias of a channel layer", alias, "1 to 100 letters, digits, underscores, dots and hyphens");
        }
        String urlKey = key(alias, "url");
        String trimmed = url.strip();
        Matcher scheme = SCHEME.matcher(trimmed);
        if (!scheme.matches()) {
            // Shown without its text: a URL that lacks its scheme may begin with a password.
            throw ConfigurationException.of(
                    urlKey, "lacks a scheme; write for instance memory: or redis://host:6379/0");
        }
        int question = trimmed.indexOf('?');
        String address = question < 0 ? trimmed : trimmed.substring(0, question);
        Map<String, String> options = new TreeMap<>();
        if (question >= 0) {
            readQuery(urlKey, trimmed.substring(question + 1), options);
        }
        options.putAll(besideOptions);
        return new LayerConfig(alias, scheme.group(1).toLowerCase(Locale.ROOT), address, Map.copyOf(options));
    }

    private static void readQuery(String urlKey, String query, Map<String, String> options) {
        if (query.indexOf('@') >= 0) {
            // Then the question mark may have stood inside a password, and the "options" are its rest.
            throw ConfigurationException.of(
                    urlKey,
                    "has an @ behind its question mark; write %40 for it in an option, and %3F for a question mark in a"
                            + " user name or password");
        }
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw ConfigurationException.refused(urlKey, "?" + pair, "options as key=value, joined by &");
            }
            String option = pair.substring(0, equals);
            String value;
            try {
                value = URLDecoder.decode(pair.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                ConfigurationException refusal =
                        ConfigurationException.of(urlKey, "has a malformed percent sign in its option " + option);
                refusal.initCause(malformed);
                throw refusal;
            }
            if (options.put(option, value) != null) {
                throw ConfigurationException.of(urlKey, "has the option " + option + " twice");
            }
        }
    }

    /** The name that the layer is configured under. */
    public String alias() {
        return alias;
    }

    /** The URL's scheme in lower case, such as {@code memory}. */
    public String scheme() {
        return scheme;
    }

    /** The URL as it was given, without its query; it may hold a password and belongs into no log. */
    public String url() {
        return url;
    }

    /** The URL without its query and with its user-info hidden, for logs and messages. */
    public String redactedUrl() {
        // The last @, since passwords hold all kinds of characters: rather hide too much.
        int at = url.lastIndexOf('@');
        if (at < 0) {
            return url;
        }
        int slashes = url.indexOf("//");
        int from = slashes >= 0 && slashes < at ? slashes + 2 : scheme.length() + 1;
        return url.substring(0, from) + HIDDEN + url.substring(at);
    }

    /** Takes a text option. */
    public String string(String key, String fallback) {
        return string(key).orElse(fallback);
    }

    /** Takes a text option that need not be there. */
    public Optional<String> string(String key) {
        known.add(key);
        return Optional.ofNullable(options.get(key)).map(String::strip);
    }

    /**
     * Takes a whole number.
     *
     * @param fallback when the option is absent
     * @param min the least allowed, inclusive
     * @param max the greatest allowed, inclusive
     * @throws ConfigurationException if it is no whole number, or out of range
     */
    public int integer(String key, int fallback, int min, int max) {
        Optional<String> text = string(key);
        if (text.isEmpty()) {
            return fallback;
        }
        if (NUMBER.matcher(text.get()).matches()) {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return (int) value;
            }
        }
        throw refused(key, "a whole number from " + min + " to " + max);
    }

    /**
     * Takes a length of time: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}; a plain number is
     * seconds.
     *
     * @param fallback when the option is absent
     * @param min the shortest allowed, inclusive
     * @param max the longest allowed, inclusive
     * @throws ConfigurationException if it is no length of time, or out of range
     */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        Optional<String> text = string(key);
        if (text.isEmpty()) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(text.get());
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration value = switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default -> Duration.ofSeconds(number);
            };
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
        }
        throw refused(
                key,
                "a length of time from " + text(min) + " to " + text(max)
                        + ", as 500ms, 30s, 5m, 2h, 1d or plain seconds");
    }

    /**
     * Takes {@code true} or {@code false}.
     *
     * @throws ConfigurationException if it is neither
     */
    public boolean bool(String key, boolean fallback) {
        return choice(key, Boolean.toString(fallback), "true", "false").equals("true");
    }

    /**
     * Takes one of several words.
     *
     * @throws ConfigurationException if it is none of them
     */
    public String choice(String key, String fallback, String... allowed) {
        String value = string(key, fallback);
        if (!List.of(allowed).contains(value)) {
            throw refused(key, String.join(", ", allowed));
        }
        return value;
    }

    /**
     * Takes {@code capacity} (1 to 1,000,000 messages) and {@code channel-capacity} (patterns, see
     * {@link ChannelCapacities}).
     *
     * @param fallback the capacity when there is no option {@code capacity}
     * @throws ConfigurationException if either is malformed
     */
    public ChannelCapacities capacities(int fallback) {
        int capacity = integer("capacity", fallback, 1, MAX_CAPACITY);
        return ChannelCapacities.parse(key(alias, "channel-capacity"), capacity, string("channel-capacity", ""));
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException if there is an option that nobody took, naming it and those that were
     */
    public void refuseUnknown() {
        for (String key : new TreeMap<>(options).keySet()) {
            if (!known.contains(key)) {
                throw ConfigurationException.unknown(key(alias, key), key, "the options of a layer " + scheme, known);
            }
        }
    }

    /**
     * The refusal of an option's value, for checks that no accessor makes.
     *
     * @param allowed what would have been accepted, as a phrase that follows "allowed: "
     */
    public ConfigurationException refused(String key, String allowed) {
        return ConfigurationException.refused(key(alias, key), shown(key, options.getOrDefault(key, "")), allowed);
    }

    private static String key(String alias, String option) {
        return "channels.layer." + alias + "." + option;
    }

    private static String shown(String key, String value) {
        return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find() ? HIDDEN : value;
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        return seconds + "s";
    }

    /** Whether alias, URL and options are the same; what was taken so far does not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LayerConfig config
                && alias.equals(config.alias)
                && url.equals(config.url)
                && options.equals(config.options);
    }

    @Override
    public int hashCode() {
        return alias.hashCode() * 31 + url.hashCode();
    }

    /** Alias, URL and options, without a secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(alias).append(" = ").append(redactedUrl());
        char separator = '?';
        for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
            text.append(separator)
                    .append(option.getKey())
                    .append('=')
                    .append(shown(option.getKey(), option.getValue()));
            separator = '&';
        }
        return text.toString();
    }
}
