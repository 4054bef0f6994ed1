package ee.channels.redis.wire;

import ee.channels.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Known answers: what channels_redis 4.3 made of values, and what it was seen to send to Redis. */
final class Reference {
    private static final HexFormat HEX = HexFormat.of();

    /** Each section under its name. */
    static final Map<String, Object> VECTORS = map(read("redis-wire-vectors.json"));

    /** Every payload of the capture: step, format, framed, encrypted, time, hex, message. */
    static final List<Map<String, Object>> PAYLOADS =
            list(read("redis-wire-payloads.json")).stream().map(Reference::map).toList();

    private Reference() {}

    private static Object read(String name) {
        try (InputStream in = Reference.class.getResourceAsStream(name)) {
            return Json.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Map<String, Object>> entries(String section) {
        return list(VECTORS.get(section)).stream().map(Reference::map).toList();
    }

    static List<List<Object>> pairs(String section) {
        return list(VECTORS.get(section)).stream().map(Reference::list).toList();
    }

    @SuppressWarnings("unchecked") // as the files are written
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // as the files are written
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    static byte[] bytes(Object hex) {
        return HEX.parseHex((String) hex);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    /** The message of a payload as this project has it: bytes where the file says so. */
    static Map<String, Object> message(Map<String, Object> payload) {
        Map<String, Object> message = new LinkedHashMap<>(map(payload.get("message")));
        message.replaceAll((key, value) ->
                value instanceof Map<?, ?> map && map.get("$bytes") instanceof String hex ? bytes(hex) : value);
        return message;
    }
}
