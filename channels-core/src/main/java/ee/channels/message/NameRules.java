package ee.channels.message;

/** The alphabet and the length that channel names, group names and message types share. */
final class NameRules {
    static final int MAX_LENGTH = 99;
    static final String RULE = "valid text of at least 1 and less than 100 characters"
            + " containing only ASCII alphanumerics, hyphens, underscores, or periods";

    private NameRules() {}

    static boolean isLegal(String name) {
        return !name.isEmpty() && name.length() <= MAX_LENGTH && isAlphabet(name, 0, name.length());
    }

    static boolean isAlphabet(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean legal = isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
            if (!legal) {
                return false;
            }
        }
        return true;
    }

    static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
