package ee.channels.message;

import ee.channels.ChannelsException;

/**
 * A channel name, group name or message type that breaks the rules; the message says which rules.
 *
 * <p>It quotes at most 120 characters of the name, control characters escaped, so that it may go to a log as it is.
 *
 * <p>Channels counterpart: the {@code TypeError} of {@code BaseChannelLayer.require_valid_group_name} and
 * {@code require_valid_channel_name}; for a message type the {@code ValueError} "Malformed type in message".
 *
 * <p>Immutable.
 */
public final class InvalidNameException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    private final String name;

    InvalidNameException(String kind, String rule, String name) {
        super(kind + " must be " + rule + "; refused: " + Quote.of(name) + " (length " + name.length() + ")");
        this.name = name;
    }

    /** The refused name, whole and unescaped: not for a log. */
    public String name() {
        return name;
    }
}
