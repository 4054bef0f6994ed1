package ee.channels.routing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a parameter of a template may be, the narrowest first. */
enum Converter {
    INT,
    LONG,
    UUID,
    SLUG,
    TEXT,
    PATH;

    private static final int UUID_LENGTH = 36;

    /** The converter that a template calls by its name in lower case; text has none. */
    static Optional<Converter> named(String name) {
        return Arrays.stream(values())
                .filter(converter -> converter != TEXT
                        && converter.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** Whether a part of a path, which is not empty, is a value. */
    boolean accepts(String path, int from, int to) {
        return switch (this) {
            case INT -> isNumber(path, from, to, Integer.MAX_VALUE);
            case LONG -> isNumber(path, from, to, Long.MAX_VALUE);
            case UUID -> isUuid(path, from, to);
            case SLUG -> isSlug(path, from, to);
            case TEXT, PATH -> true;
        };
    }

    private static boolean isNumber(String path, int from, int to, long max) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (max - digit) / 10) {
                return false;
            }
            value = value * 10 + digit;
        }
        return true;
    }

    private static boolean isUuid(String path, int from, int to) {
        if (to - from != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = path.charAt(from + i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : !isDigit(c) && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSlug(String path, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            if (!isDigit(c) && !isLetter(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
