package ee.channels.message;

import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON to and from the values that a message holds, and the check that JSON is well-formed, exact and small. */
final class JsonTree {
    /** Longer than any double is written, and short enough to be read in no time. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private final JsonParser parser;
    private final boolean exact;

    private JsonTree(JsonParser parser, boolean exact) {
        this.parser = parser;
        this.exact = exact;
    }

    /** Reads all of it, and throws unless it is one value within the bounds and without a key twice in one object. */
    static void check(JsonParser parser) {
        new JsonTree(parser, false).whole();
    }

    /** The same, and the value: null, Boolean, Long, Double, String, List or Map. */
    static @Nullable Object read(JsonParser parser) {
        return new JsonTree(parser, true).whole();
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
        if (literal.length() > MAX_NUMBER_LENGTH || Double.isInfinite(Double.parseDouble(literal))) {
            throw new JsonException("a number is too large");
        }
        boolean whole = literal.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
        return whole ? wholeNumber(literal) : fraction(literal);
    }

    private Number wholeNumber(String literal) {
        try {
            return Long.parseLong(literal);
        } catch (NumberFormatException e) {
            if (exact) {
                throw new JsonException("a whole number has more than 64 bits", e);
            }
            return Double.parseDouble(literal);
        }
    }

    private Number fraction(String literal) {
        double nearest = Double.parseDouble(literal);
        if (exact && BigDecimal.valueOf(nearest).compareTo(new BigDecimal(literal)) != 0) {
            throw new JsonException("a number has more digits than a double holds");
        }
        return nearest;
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
