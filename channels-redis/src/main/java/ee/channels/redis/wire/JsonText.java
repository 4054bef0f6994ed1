package ee.channels.redis.wire;

import ee.channels.message.Json;
import ee.channels.message.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON in ASCII, everything else escaped as Python's {@code json.dumps} does. It carries no bytes, since Python's does
 * not, and no NaN or infinity, since JSON does not.
 *
 * <p>Channels counterpart: {@code channels_redis.serializers.JSONSerializer}.
 *
 * <p>Thread-safe.
 */
final class JsonText implements Serialization {
    private static final int ASCII = 0x80;
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public byte[] encode(Map<String, @Nullable Object> map) {
        check(map);
        return ascii(Json.writeTree(map)).getBytes(StandardCharsets.US_ASCII);
    }

    private static void check(@Nullable Object value) {
        if (value instanceof byte[]) {
            throw new UncarriedValueException("JSON carries no byte[]; send base64 text, or set format=msgpack");
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new UncarriedValueException("JSON carries no NaN and no infinity");
        }
        if (value instanceof List<?> list) {
            int index = 0;
            for (Object element : list) {
                try {
                    check(element);
                } catch (UncarriedValueException e) {
                    throw e.at(index);
                }
                index++;
            }
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                try {
                    check(element);
                } catch (UncarriedValueException e) {
                    throw e.under(String.valueOf(key));
                }
            });
        }
    }

    /** JSON has such characters in strings alone, where an escape may stand for each. */
    private static String ascii(String json) {
        StringBuilder ascii = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c >= ASCII && ascii == null) {
                ascii = new StringBuilder(json.length() + 64).append(json, 0, i);
            }
            if (ascii != null) {
                if (c < ASCII) {
                    ascii.append(c);
                } else {
                    ascii.append("\\u").append(HEX.toHexDigits(c));
                }
            }
        }
        return ascii == null ? json : ascii.toString();
    }

    @Override
    @SuppressWarnings("unchecked") // the keys of a JSON object are Strings
    public Map<String, @Nullable Object> decode(byte[] bytes) {
        Object tree;
        try {
            tree = Json.readTree(Utf8.decode(bytes));
        } catch (JsonException e) {
            throw new MalformedPayloadException(Fault.NOT_JSON, e);
        }
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new MalformedPayloadException(Fault.NOT_A_MAP);
    }
}
