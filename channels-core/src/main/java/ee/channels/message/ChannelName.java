package ee.channels.message;

/**
 * The rules for the name of a channel: 1 to 99 ASCII letters, digits, hyphens, underscores and periods, with at most
 * one {@code !} that is not the first character.
 *
 * <p>A name with a {@code !} is process-local: what stands before and including it names the process that reads, what
 * follows (it may be empty) names the reader inside that process.
 *
 * <p>Channels counterpart: {@code BaseChannelLayer.require_valid_channel_name} and {@code non_local_name}. The original
 * lets Unicode letters and digits pass after the {@code !}; here the whole name is ASCII.
 *
 * <p>Thread-safe.
 */
public final class ChannelName {
    private static final String RULE = NameRules.RULE + ", with at most one ! after the first character";

    private ChannelName() {}

    /**
     * Returns the name as it is.
     *
     * @throws InvalidNameException when it breaks the rules
     */
    public static String check(String name) {
        int mark = name.indexOf('!');
        boolean legal = mark < 0
                ? NameRules.isLegal(name)
                : mark > 0
                        && name.length() <= NameRules.MAX_LENGTH
                        && NameRules.isAlphabet(name, 0, mark)
                        && NameRules.isAlphabet(name, mark + 1, name.length());
        if (!legal) {
            throw new InvalidNameException("Channel name", RULE, name);
        }
        return name;
    }

    /** Whether one process alone reads this channel: whether the name has a {@code !}. The name is not checked. */
    public static boolean isProcessLocal(String name) {
        return name.indexOf('!') >= 0;
    }

    /** The part that layers share queues and capacity by: up to and including the {@code !}, or the whole name. */
    public static String prefix(String name) {
        return name.substring(0, isProcessLocal(name) ? name.indexOf('!') + 1 : name.length());
    }
}
