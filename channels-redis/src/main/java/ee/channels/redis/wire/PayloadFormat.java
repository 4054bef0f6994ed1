package ee.channels.redis.wire;

import ee.channels.layer.MessageTooLargeException;
import ee.channels.message.ChannelName;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import ee.channels.message.MessageFieldException;
import ee.channels.redis.config.FormatOptions;
import ee.channels.redis.config.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages to and from the bytes that peers in any language read: msgpack or JSON, encrypted where there are keys. The
 * type is the field {@code type}, which comes first; an address is the field {@code __asgi_channel__}, which comes
 * last. Nothing in the bytes says which format they have: all peers must agree.
 *
 * <p>Channels counterpart: {@code channels_redis.serializers}.
 *
 * <p>Thread-safe.
 */
public final class PayloadFormat {
    static final String TYPE = "type";
    static final String ADDRESS = "__asgi_channel__";

    private final Serialization serialization;
    private final int maxMessage;
    private final Optional<Fernet> fernet;

    /**
     * A format as it was configured.
     *
     * @param maxAge how old an encrypted message may be when it is read, in whole seconds; then one from more than 60
     *     seconds ahead is refused too. Empty for any age. What is not encrypted has no age.
     * @param clock the time of day, for the time within encrypted messages
     */
    public PayloadFormat(FormatOptions options, Optional<Duration> maxAge, InstantSource clock) {
        this.serialization = switch (options.kind()) {
            case MSGPACK -> new MsgPack();
            case JSON -> new JsonText();
        };
        this.maxMessage = options.maxMessage();
        List<String> secrets =
                options.encryptionKeys().stream().map(Secret::reveal).toList();
        this.fernet = secrets.isEmpty() ? Optional.empty() : Optional.of(new Fernet(secrets, maxAge, clock));
    }

    /**
     * The bytes of a message.
     *
     * @throws MessageTooLargeException when there are more than the configured limit, before encryption and without the
     *     address
     * @throws MessageFieldException when the format cannot carry a value, or a field is called {@code __asgi_channel__}
     */
    public byte[] encode(Message message, Address address) {
        byte[] clear = serialize(message, address);
        if (clear.length > maxMessage) {
            // The address does not count: a message is not too large for having many receivers.
            check(message);
        }
        return fernet.isPresent() ? fernet.get().encrypt(clear) : clear;
    }

    /** Refuses what {@link #encode} refuses. */
    public void check(Message message) {
        int size = serialize(message, Address.NONE).length;
        if (size > maxMessage) {
            throw new MessageTooLargeException(size, maxMessage);
        }
    }

    private byte[] serialize(Message message, Address address) {
        if (message.has(ADDRESS)) {
            throw MessageFieldException.refused(message.type(), ADDRESS, "the key is taken by the layer");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(TYPE, message.type());
        map.putAll(message.fields());
        if (address instanceof Address.One one) {
            map.put(ADDRESS, one.channel());
        } else if (address instanceof Address.Many many) {
            map.put(ADDRESS, many.channels());
        }
        try {
            return serialization.encode(map);
        } catch (UncarriedValueException e) {
            throw MessageFieldException.refused(message.type(), e.path(), e.problem());
        }
    }

    /**
     * The message within some bytes, with its address.
     *
     * @throws MalformedPayloadException whatever is wrong with them
     */
    public Parcel decode(byte[] payload) {
        byte[] clear = fernet.isPresent() ? fernet.get().decrypt(payload) : payload;
        Map<String, @Nullable Object> map = new LinkedHashMap<>(serialization.decode(clear));
        Address address = map.containsKey(ADDRESS) ? address(map.remove(ADDRESS)) : Address.NONE;
        if (!(map.remove(TYPE) instanceof String type)) {
            throw new MalformedPayloadException(Fault.NO_TYPE);
        }
        try {
            return new Parcel(Message.of(type, map), address);
        } catch (InvalidNameException e) {
            throw new MalformedPayloadException(Fault.ILLEGAL_TYPE, e);
        } catch (MessageFieldException e) {
            // What was decoded is text, bytes and numbers, no deeper than a message: only a number can be too large.
            throw new MalformedPayloadException(Fault.NUMBER_TOO_LARGE, e);
        }
    }

    private static Address address(@Nullable Object value) {
        try {
            if (value instanceof String channel) {
                return new Address.One(ChannelName.check(channel));
            }
            if (value instanceof List<?> list) {
                return new Address.Many(channels(list));
            }
        } catch (InvalidNameException e) {
            throw new MalformedPayloadException(Fault.ILLEGAL_ADDRESS, e);
        }
        throw new MalformedPayloadException(Fault.ADDRESS_OF_WRONG_KIND);
    }

    private static List<String> channels(List<?> list) {
        List<String> channels = new ArrayList<>(list.size());
        for (Object channel : list) {
            if (!(channel instanceof String name)) {
                throw new MalformedPayloadException(Fault.ADDRESS_OF_WRONG_KIND);
            }
            channels.add(ChannelName.check(name));
        }
        return channels;
    }
}
