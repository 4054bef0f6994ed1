package ee.channels.jakarta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes query strings as forms write them: pairs joined by ampersands, UTF-8 percent-encoded, a plus for a space.
 *
 * <p>Never fails: a percent sign without two hexadecimal digits stands for itself, and bytes that are no UTF-8 become
 * U+FFFD. Reads {@value #MAX_PARAMETERS} parameters and ignores the rest.
 *
 * <p>Thread-safe: it keeps nothing.
 */
final class QueryString {

    static final int MAX_PARAMETERS = 1_000;

    private static final int HEX = 16;

    private QueryString() {}

    static Map<String, List<String>> decode(String raw) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        int from = 0;
        while (from < raw.length() && count < MAX_PARAMETERS) {
            int end = raw.indexOf('&', from);
            end = end < 0 ? raw.length() : end;
            if (end > from) {
                add(parameters, raw.substring(from, end));
                count++;
            }
            from = end + 1;
        }
        return parameters;
    }

    private static void add(Map<String, List<String>> parameters, String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.computeIfAbsent(text(name), first -> new ArrayList<>(1)).add(text(value));
    }

    private static String text(String encoded) {
        if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
            return encoded;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        int from = 0;
        while (from < encoded.length()) {
            int octet = octet(encoded, from);
            if (octet >= 0) {
                bytes.write(octet);
                from += 3;
            } else {
                int character = encoded.codePointAt(from);
                bytes.writeBytes(
                        (character == '+' ? " " : Character.toString(character)).getBytes(StandardCharsets.UTF_8));
                from += Character.charCount(character);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int octet(String encoded, int from) {
        if (encoded.charAt(from) != '%' || from + 2 >= encoded.length()) {
            return -1;
        }
        int high = Character.digit(encoded.charAt(from + 1), HEX);
        int low = Character.digit(encoded.charAt(from + 2), HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }
}
