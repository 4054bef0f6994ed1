package ee.channels.message;

import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON to and from the values that a message holds, and the check that JSON is well-formed, exact and small. */
final class JsonTree {
    /** Before and behind the point; more than the 309 and 324 that a double can need. */
    private static final int MAX_DIGITS = 400;

    /** What becomes of a number. */
    private enum Numbers {
        /** It is looked at, and not used. */
        CHECKED,
        /** A Long or a Double without loss, or refused. */
        EXACT,
        /** A Long, a BigInteger where that is too small, or the nearest Double. */
        NEAREST
    }

    private final JsonParser parser;
    private final Numbers numbers;

    private JsonTree(JsonParser parser, Numbers numbers) {
        this.parser = parser;
        this.numbers = numbers;
    }

    /** Reads all of it, and throws unless it is one value within the bounds and without a key twice in one object. */
    static void check(JsonParser parser) {
        new JsonTree(parser, Numbers.CHECKED).whole();
    }

    /** The same, and the value: null, Boolean, Long, Double, String, List or Map. */
    static @Nullable Object read(JsonParser parser) {
        return new JsonTree(parser, Numbers.EXACT).whole();
    }

    /** The same from a sender that rounds for itself; a whole number beyond 64 bits is a BigInteger. */
    static @Nullable Object readNearest(JsonParser parser) {
        return new JsonTree(parser, Numbers.NEAREST).whole();
    }

    private @Nullable Object whole() {
        Object value = value(parser.next(), 0);
        if (parser.hasNext()) {
            throw new JsonException("text follows the value");
        }
        return value;
    }

    private @Nullable Object value(Event event, int depth) {
        return switch (event) {
            case START_OBJECT -> object(deeper(depth));
            case START_ARRAY -> array(deeper(depth));
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER -> number(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JsonException("no value where one must be");
        };
    }

    private static int deeper(int depth) {
        // One more than fields nest, for the object that is the message itself.
        if (depth > FieldValues.MAX_DEPTH) {
            throw new JsonException("nested more than " + FieldValues.MAX_DEPTH + " deep");
        }
        return depth + 1;
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.next() != Event.END_OBJECT) {
            String key = parser.getString();
            if (object.containsKey(key)) {
                throw new JsonException("a key stands twice in one object");
            }
            object.put(key, value(parser.next(), depth));
        }
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> array = new ArrayList<>();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(event, depth));
        }
        return Collections.unmodifiableList(array);
    }

    private Number number(String literal) {
        BigDecimal value = bounded(literal);
        double nearest = Double.parseDouble(literal);
        if (Double.isInfinite(nearest)) {
            throw new JsonException("a number is too large");
        }
        if (numbers == Numbers.CHECKED) {
            return nearest;
        }
        if (literal.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
            return numbers == Numbers.EXACT ? wholeNumber(value) : wholeOrBig(value.toBigIntegerExact());
        }
        if (numbers == Numbers.EXACT && BigDecimal.valueOf(nearest).compareTo(value) != 0) {
            throw new JsonException("a number has more digits than a double holds");
        }
        return nearest;
    }

    /** Refuses in no time what would take for ever to be made a BigInteger, as 1e-999999999. */
    private static BigDecimal bounded(String literal) {
        try {
            if (literal.length() <= MAX_DIGITS) {
                BigDecimal value = new BigDecimal(literal);
                if (Math.abs((long) value.scale()) <= MAX_DIGITS) {
                    return value;
                }
            }
            throw new JsonException("a number has too many digits");
        } catch (NumberFormatException e) {
            throw new JsonException("a number has too many digits", e);
        }
    }

    private static Long wholeNumber(BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw new JsonException("a whole number has more than 64 bits", e);
        }
    }

    private static Number wholeOrBig(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValueExact() : value;
    }

    /** Writes a tree of {@link FieldValues}. */
    static void write(JsonGenerator generator, @Nullable Object tree) {
        if (tree == null) {
            generator.writeNull();
        } else if (tree instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((key, value) -> {
                generator.writeKey(String.valueOf(key));
                write(generator, value);
            });
            generator.writeEnd();
        } else if (tree instanceof List<?> list) {
            generator.writeStartArray();
            list.forEach(element -> write(generator, element));
            generator.writeEnd();
        } else if (tree instanceof FieldValues.Bytes bytes) {
            generator.write(Base64.getEncoder().encodeToString(bytes.array()));
        } else if (tree instanceof Boolean truth) {
            generator.write(truth);
        } else if (tree instanceof Long whole) {
            generator.write(whole);
        } else if (tree instanceof Double number) {
            generator.write(number);
        } else {
            generator.write(tree.toString());
        }
    }
}
