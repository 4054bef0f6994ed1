package ee.channels.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a channel or a group: a type, which names the handler, and fields.
 *
 * <p>A type is 1 to 99 ASCII letters, digits, hyphens, underscores and periods; the first is neither a period nor an
 * underscore. A field is null, Boolean, Long, Double, String, {@code byte[]}, List or Map with String keys, lists and
 * maps at most 64 deep; Integer, Short and Byte become Long, Float becomes Double, and everything else is refused by
 * its path and class. What is passed in is copied, and so are bytes that are handed out: nobody can change a message.
 * The key {@code type} is taken, since on the wire the type is a field like the others.
 *
 * <p>A record or bean goes in with {@link #of(String, Object)} and comes out with {@link #as}, both through JSON-B,
 * where {@code byte[]} is base64 text (RFC 4648, section 4, padded).
 *
 * <p>Channels counterpart: the dict with a {@code "type"} key that {@code channel_layer.send} takes.
 *
 * <p>Immutable.
 */
public final class Message {
    static final String TYPE = "type";
    private static final String TYPE_RULE =
            NameRules.RULE + ", the first neither a period nor an underscore (malformed type in message)";

    private final String type;
    private final Map<String, @Nullable Object> fields;
    private final @Nullable SharedConversions conversions;

    private Message(String type, Map<String, @Nullable Object> fields, @Nullable SharedConversions conversions) {
        this.type = type;
        this.fields = fields;
        this.conversions = conversions;
    }

    /**
     * A message without fields.
     *
     * @throws InvalidNameException when the type breaks the rules
     */
    public static Message of(String type) {
        return new Message(checkType(type), Map.of(), null);
    }

    /**
     * A message with a copy of these fields, in their order.
     *
     * @throws InvalidNameException when the type breaks the rules
     * @throws MessageFieldException when a key or value may not be in a message
     */
    public static Message of(String type, Map<String, ? extends @Nullable Object> fields) {
        return ofMap(type, fields);
    }

    /**
     * A message with the properties of a record or bean, through JSON-B: those that are null are left out,
     * {@code byte[]} becomes base64 text, times and enums become text.
     *
     * <p>A Map or another message is taken as it is, not through JSON-B, so that the static type of the argument does
     * not matter.
     *
     * @throws InvalidNameException when the type breaks the rules
     * @throws JsonException when JSON-B fails, or the value is not an object with properties (text, a number, a list)
     * @throws MessageFieldException when a key or value may not be in a message
     */
    public static Message of(String type, Object recordOrBean) {
        if (recordOrBean instanceof Map<?, ?> map) {
            return ofMap(type, map);
        }
        if (recordOrBean instanceof Message other) {
            return new Message(checkType(type), other.fields, null);
        }
        return ofMap(type, Json.toMap(recordOrBean));
    }

    private static Message ofMap(String type, Map<?, ?> map) {
        checkType(type);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = FieldValues.key(type, "", key);
            fields.put(name, fieldTree(type, name, value));
        });
        return new Message(type, Collections.unmodifiableMap(fields), null);
    }

    private static String checkType(String type) {
        if (!NameRules.isLegal(type) || type.charAt(0) == '.' || type.charAt(0) == '_') {
            throw new InvalidNameException("Message type", TYPE_RULE, type);
        }
        return type;
    }

    private static @Nullable Object fieldTree(String type, String key, @Nullable Object value) {
        if (key.equals(TYPE)) {
            throw MessageFieldException.refused(type, key, "the key is taken by the type of the message");
        }
        return FieldValues.tree(type, key, value);
    }

    /**
     * A message with one field more, or with another value for it; this one stays as it is.
     *
     * @throws MessageFieldException when the key or value may not be in a message
     */
    public Message with(String key, @Nullable Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(fields);
        copy.put(key, fieldTree(type, key, value));
        return new Message(type, Collections.unmodifiableMap(copy), null);
    }

    /** The type, by which a consumer chooses the handler. */
    public String type() {
        return type;
    }

    /** All fields in the order in which they were set; unmodifiable at every depth, arrays are copies. */
    public Map<String, @Nullable Object> fields() {
        return mapOut(fields);
    }

    /** The fields as they are kept, see {@link FieldValues}. */
    Map<String, @Nullable Object> tree() {
        return fields;
    }

    /** Whether there is such a field, be its value null. */
    public boolean has(String key) {
        return fields.containsKey(key);
    }

    /** The value of a field; empty when there is none or when it is null. */
    public Optional<Object> find(String key) {
        return Optional.ofNullable(FieldValues.copyOut(fields.get(key)));
    }

    /**
     * The text of a field.
     *
     * @throws MessageFieldException when the field is absent, null or of another type
     */
    public String getString(String key) {
        return get(key, String.class, "String");
    }

    /**
     * The whole number of a field.
     *
     * @throws MessageFieldException when the field is absent, null or of another type; a Double is never rounded
     */
    public long getLong(String key) {
        return get(key, Long.class, "Long");
    }

    /**
     * The number of a field; a Long is accepted where a double holds it exactly, since many senders write 5.0 as 5.
     *
     * @throws MessageFieldException when the field is absent, null or of another type
     */
    public double getDouble(String key) {
        if (fields.get(key) instanceof Long whole && (long) (double) whole == whole && whole != Long.MAX_VALUE) {
            return whole;
        }
        return get(key, Double.class, "Double");
    }

    /**
     * The truth of a field.
     *
     * @throws MessageFieldException when the field is absent, null or of another type
     */
    public boolean getBoolean(String key) {
        return get(key, Boolean.class, "Boolean");
    }

    /**
     * A copy of the bytes of a field.
     *
     * @throws MessageFieldException when the field is absent, null or of another type; base64 text is text
     */
    public byte[] getBytes(String key) {
        return get(key, FieldValues.Bytes.class, "byte[]").array().clone();
    }

    /**
     * The list of a field, unmodifiable at every depth; arrays in it are copies.
     *
     * @throws MessageFieldException when the field is absent, null or of another type
     */
    @SuppressWarnings("unchecked") // every list of a tree is a List<@Nullable Object>
    public List<@Nullable Object> getList(String key) {
        return (List<@Nullable Object>) Objects.requireNonNull(FieldValues.copyOut(get(key, List.class, "List")));
    }

    /**
     * The map of a field, unmodifiable at every depth; arrays in it are copies.
     *
     * @throws MessageFieldException when the field is absent, null or of another type
     */
    @SuppressWarnings("unchecked") // every map of a tree is a Map<String, @Nullable Object>
    public Map<String, @Nullable Object> getMap(String key) {
        return mapOut((Map<String, @Nullable Object>) get(key, Map.class, "Map"));
    }

    @SuppressWarnings("unchecked") // copyOut keeps the shape of a tree
    private static Map<String, @Nullable Object> mapOut(Map<String, @Nullable Object> tree) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(FieldValues.copyOut(tree));
    }

    private <T> T get(String key, Class<T> wanted, String expected) {
        Object value = fields.get(key);
        if (!wanted.isInstance(value)) {
            String actual = fields.containsKey(key) ? FieldValues.typeName(value) : "absent";
            throw MessageFieldException.unexpected(type, key, expected, actual);
        }
        return wanted.cast(value);
    }

    /**
     * The fields, without the type, as a record or bean, through JSON-B. A property without a field is null, zero or
     * empty; a field without a property is ignored. The class must be public.
     *
     * <p>On a {@linkplain #shared() shared} message a record, an enum or an immutable type of the JDK is made once and
     * given to every caller.
     *
     * @throws JsonException when the fields do not bind to the class, or the application has no JSON-B
     */
    public <T> T as(Class<T> wanted) {
        if (conversions != null && SharedConversions.accepts(wanted)) {
            return conversions.get(wanted, () -> Json.bind(fields, wanted));
        }
        return Json.bind(fields, wanted);
    }

    /**
     * The JSON text of a value, as {@link Json#encode} makes it. On a {@linkplain #shared() shared} message it is made
     * once for all if the value is this message itself or what {@link #as} gave to every caller.
     *
     * @throws JsonException when JSON-B cannot write the value, or the application has none
     */
    @SuppressWarnings("ReferenceEquality") // an equal value may be somebody's own
    public String json(Object value) {
        return conversions != null && (value == this || conversions.hasMade(value))
                ? conversions.json(value)
                : Json.encode(value);
    }

    /**
     * This message with a fresh cache of what {@link #as} makes of it, for the members of one delivery in one
     * application.
     *
     * <p>A record, an enum or an immutable type of the JDK is converted once and the one instance is given to all, on
     * whichever threads they run; any other class is converted for each, because a shared bean that its members change
     * would be a race. A record with mutable components (an array, a bean, a list of beans) is shared none the less:
     * its receivers must leave these alone.
     */
    public Message shared() {
        return new Message(type, fields, new SharedConversions());
    }

    /**
     * This message without such a cache, itself if it has none: what a layer may keep without holding a class of an
     * application.
     */
    public Message detached() {
        return conversions == null ? this : new Message(type, fields, null);
    }

    /** Whether the other is a message with the same type and equal fields, in any order; bytes are equal by content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that && type.equals(that.type) && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + fields.hashCode();
    }

    /** The type and the keys, never a value: values may be secret. */
    @Override
    public String toString() {
        return "Message[" + type + ", fields " + Quote.of(String.join(", ", fields.keySet())) + "]";
    }
}
