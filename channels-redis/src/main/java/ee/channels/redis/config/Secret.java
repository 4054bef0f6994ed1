package ee.channels.redis.config;

/**
 * A text that nothing prints.
 *
 * <p>Immutable.
 */
public final class Secret {
    private final String text;

    /** Hides a text. */
    public Secret(String text) {
        this.text = text;
    }

    /** The text itself, for whoever must send or use it. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && text.equals(secret.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Three asterisks. */
    @Override
    public String toString() {
        return "***";
    }
}
