package ee.channels.redis.wire;

/** What can be wrong with bytes from Redis. */
public enum Fault {
    /** A queue entry that is shorter than its random prefix. */
    NO_FRAME("it is shorter than the prefix of a queue entry"),
    /** Encryption is configured, and this is no Fernet token. */
    TOKEN_MALFORMED("it is not encrypted, or no Fernet token"),
    /** None of the configured keys has signed it. */
    TOKEN_FORGED("none of the encryption keys fits"),
    /** A token older than messages may become. */
    TOKEN_EXPIRED("its token is too old"),
    /** A token of more than a minute from now. */
    TOKEN_FROM_FUTURE("its token is from the future"),
    /** A byte that begins no value, in msgpack. */
    NOT_MSGPACK("it is not msgpack"),
    /** Text that is not JSON, or has a key twice, more than 64 levels or a number beyond a double's range. */
    NOT_JSON("it is not JSON"),
    /** The bytes end within a value, or declare more than they bring. */
    TRUNCATED("it ends too early"),
    /** Bytes follow the value. */
    TRAILING_BYTES("bytes follow the value"),
    /** The value is no map. */
    NOT_A_MAP("it is no map"),
    /** A key that is a number, bytes or anything else but text. */
    KEY_NOT_TEXT("a key of a map is not text"),
    /** An extension type of msgpack, its timestamp included. */
    EXTENSION("it holds an extension type"),
    /** A whole number that is no Long. */
    NUMBER_TOO_LARGE("a whole number is beyond 64 bits with a sign"),
    /** Text that is not UTF-8. */
    TEXT_NOT_UTF8("text is not UTF-8"),
    /** Lists and maps nest more than 64 deep within a field. */
    TOO_DEEP("lists and maps nest too deep"),
    /** No field {@code type}, or one that is no text. */
    NO_TYPE("it has no type"),
    /** A type that no message may have. */
    ILLEGAL_TYPE("its type is illegal"),
    /** {@code __asgi_channel__} is neither text nor a list of texts. */
    ADDRESS_OF_WRONG_KIND("__asgi_channel__ is neither text nor a list of texts"),
    /** {@code __asgi_channel__} holds what is no name of a channel. */
    ILLEGAL_ADDRESS("__asgi_channel__ holds an illegal channel name");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** As a phrase about the payload. */
    String text() {
        return text;
    }
}
