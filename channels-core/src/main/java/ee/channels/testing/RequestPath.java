package ee.channels.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A path and query as a client writes them, taken apart and decoded as a container does.
 *
 * @param path decoded
 * @param rawQuery what follows the question mark, as it is
 * @param query names and values, decoded
 */
record RequestPath(String path, String rawQuery, Map<String, List<String>> query) {

    static RequestPath parse(String written) {
        int mark = written.indexOf('?');
        String raw = mark < 0 ? "" : written.substring(mark + 1);
        return new RequestPath(decodedPath(mark < 0 ? written : written.substring(0, mark)), raw, decodedQuery(raw));
    }

    private static Map<String, List<String>> decodedQuery(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.computeIfAbsent(decoded(name), any -> new ArrayList<>()).add(decoded(value));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** In a path a plus sign is a plus sign. */
    private static String decodedPath(String path) {
        return decoded(path.replace("+", "%2B"));
    }
}
