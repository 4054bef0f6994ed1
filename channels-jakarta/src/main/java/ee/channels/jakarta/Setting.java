package ee.channels.jakarta;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One line of the table of settings.
 *
 * <p>Immutable.
 *
 * @param key the name of the context-param or system property
 * @param fallback the default as text
 * @param allowed what it may be, as a phrase that follows "allowed: "
 * @param reader takes the text over into the draft; any exception that it throws refuses the value
 */
record Setting(String key, String fallback, String allowed, BiConsumer<SettingsDraft, String> reader) {

    static final String COUNT = "1 to 1,000,000";
    static final String BYTES = "1 to 1,073,741,824";
    static final String CAP = "0 (no cap), or 1 to 1,000,000";
    static final String THREADS = "1 to 100,000";
    static final String TIMES = ", as 500ms, 30s, 5m, 2h, 1d or plain seconds";

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

    /**
     * Reads a value.
     *
     * @throws ConfigurationException naming the key, the value and what is allowed
     */
    void read(SettingsDraft draft, String value) {
        try {
            reader.accept(draft, value.strip());
        } catch (IllegalArgumentException | ChannelsException e) {
            ConfigurationException refusal = ConfigurationException.refused(key, value, allowed);
            refusal.initCause(e);
            throw refusal;
        }
    }

    /** A whole number, without sign or separators. */
    static int number(String text) {
        if (!text.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("no whole number");
        }
        return Integer.parseInt(text);
    }

    static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no length of time");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** The parts of a comma-separated list, at least one, none of them empty. */
    static List<String> list(String text) {
        List<String> parts = Stream.of(text.split(",", -1)).map(String::strip).toList();
        if (parts.contains("")) {
            throw new IllegalArgumentException("an empty part");
        }
        return parts;
    }

    /** An enum's constant by its name in lower case with dashes. */
    static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> text(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("none of them"));
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
