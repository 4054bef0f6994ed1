package ee.channels.jakarta;

import ee.channels.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The URI templates that the engine is given, each once: those that differ in parameter names alone are one, and adding
 * a second would break every other endpoint on Tomcat.
 *
 * <p>Immutable.
 */
final class Templates {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^{}/]+}");
    private static final Pattern LITERAL = Pattern.compile("[^{}/]+");
    private static final String ANY = "{}";

    private final List<String> all;
    private final List<List<String>> shapes;

    private Templates(List<String> all, List<List<String>> shapes) {
        this.all = all;
        this.shapes = shapes;
    }

    /**
     * Checks templates and joins equal ones.
     *
     * @throws ConfigurationException naming one that is no template of Jakarta WebSocket
     */
    static Templates of(List<String> templates) {
        Map<List<String>, String> distinct = new LinkedHashMap<>();
        for (String template : templates) {
            List<String> shape = shape(template);
            distinct.putIfAbsent(shape, numbered(shape));
        }
        return new Templates(List.copyOf(distinct.values()), List.copyOf(distinct.keySet()));
    }

    private static List<String> shape(String template) {
        List<String> segments = segments(template);
        List<String> shape = new ArrayList<>();
        for (String segment : segments) {
            boolean parameter = PARAMETER.matcher(segment).matches();
            if (!parameter && !LITERAL.matcher(segment).matches() && !(segment.isEmpty() && isLast(shape, segments))) {
                throw refused(template);
            }
            shape.add(parameter ? ANY : segment);
        }
        if (!template.startsWith("/") || (template.endsWith("/") && shape.contains(ANY))) {
            throw refused(template);
        }
        return List.copyOf(shape);
    }

    private static boolean isLast(List<String> before, List<String> segments) {
        return before.size() == segments.size() - 1;
    }

    private static ConfigurationException refused(String template) {
        return ConfigurationException.refused(
                "Route template",
                template,
                "segments of text or one {parameter} each, behind a slash each, and no trailing slash after a parameter");
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
    }

    private static String numbered(List<String> shape) {
        StringBuilder numbered = new StringBuilder();
        int parameters = 0;
        for (String segment : shape) {
            numbered.append('/').append(segment.equals(ANY) ? "{p" + parameters++ + "}" : segment);
        }
        return numbered.toString();
    }

    /** Every template, with its parameters numbered through. */
    List<String> all() {
        return all;
    }

    /** Whether every engine surely maps this path to one of these. */
    boolean covers(String path) {
        // Tomcat takes the path itself for a template, and knows none with braces or empty segments in it.
        return path.indexOf('{') < 0 && path.indexOf('}') < 0 && matches(segments(path));
    }

    /** Whether some engine may map this path to one of these: Tomcat overlooks a trailing slash. */
    boolean mayCover(String path) {
        return covers(path)
                || (path.length() > 1 && path.endsWith("/") && covers(path.substring(0, path.length() - 1)));
    }

    private boolean matches(List<String> path) {
        return shapes.stream().anyMatch(shape -> matches(shape, path));
    }

    private static boolean matches(List<String> shape, List<String> path) {
        if (shape.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            boolean fits = shape.get(i).equals(ANY)
                    ? !path.get(i).isEmpty()
                    : shape.get(i).equals(path.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
