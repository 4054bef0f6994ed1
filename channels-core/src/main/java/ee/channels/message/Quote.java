package ee.channels.message;

/** Text of others inside our own messages: short, and with nothing in it that could forge a line of a log. */
final class Quote {
    private static final int LIMIT = 120;

    private Quote() {}

    /**
     * The text in double quotes; at most 120 of its characters, those without a visible shape as
     * {@code \}{@code uXXXX}.
     */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder(Math.min(text.length(), LIMIT) + 16).append('"');
        text.codePoints().limit(LIMIT).forEach(point -> append(quoted, point));
        return quoted.append(text.codePointCount(0, text.length()) > LIMIT ? "…\"" : "\"")
                .toString();
    }

    private static void append(StringBuilder quoted, int point) {
        if (point == '"' || point == '\\') {
            quoted.append('\\').append((char) point);
        } else if (isVisible(point)) {
            quoted.appendCodePoint(point);
        } else {
            for (char unit : Character.toChars(point)) {
                quoted.append(String.format("\\u%04x", (int) unit));
            }
        }
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
