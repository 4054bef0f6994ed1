package ee.channels.message;

import ee.channels.ChannelsException;

/**
 * A field that a message does not have, has with another type, or may not have.
 *
 * <p>Its text names the message type, the key and the types, and never the value.
 *
 * <p>Channels counterpart: none; a handler there meets {@code KeyError} or {@code TypeError}.
 *
 * <p>Immutable.
 */
public final class MessageFieldException extends ChannelsException {
    private static final long serialVersionUID = 1L;

    private final String messageType;
    private final String key;

    private MessageFieldException(String messageType, String key, String problem) {
        super("Message " + Quote.of(messageType) + ", field " + Quote.of(key) + ": " + problem);
        this.messageType = messageType;
        this.key = key;
    }

    static MessageFieldException unexpected(String messageType, String key, String expected, String actual) {
        return new MessageFieldException(messageType, key, "expected " + expected + ", is " + actual);
    }

    /**
     * A value that may not be in a message, or that a layer cannot carry.
     *
     * @param path where it stands, as in {@code order.lines[3].price}
     * @param problem what is wrong with it, without the value
     */
    public static MessageFieldException refused(String messageType, String path, String problem) {
        return new MessageFieldException(messageType, path, problem);
    }

    /** The type of the message. */
    public String messageType() {
        return messageType;
    }

    /** The key that was asked for, or the path to the refused value, as in {@code order.lines[3].price}. */
    public String key() {
        return key;
    }
}
