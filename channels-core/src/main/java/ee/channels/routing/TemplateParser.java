package ee.channels.routing;

import ee.channels.ConfigurationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one template; every mistake is refused with the template, the mistake and what is allowed. */
final class TemplateParser {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern PERCENT_ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private final String template;
    private final Set<String> names = new HashSet<>();

    private TemplateParser(String template) {
        this.template = template;
    }

    static List<Segment> parse(String template) {
        return new TemplateParser(template).segments();
    }

    private List<Segment> segments() {
        if (template.isEmpty()) {
            return List.of();
        }
        if (!template.startsWith("/")) {
            throw refused("does not begin with a slash");
        }
        if (template.length() > PathPattern.MAX_PATH) {
            throw refused("is longer than the longest path, " + PathPattern.MAX_PATH + " characters");
        }
        String[] parts = template.substring(1).split("/", -1);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].isEmpty() && !last) {
                throw refused("has an empty segment, two slashes in a row");
            }
            Segment segment = segment(parts[i]);
            if (segment.takesTheRest() && !last) {
                throw refused("goes on after {" + segment.text() + ":path}, which takes all the rest");
            }
            segments.add(segment);
        }
        return List.copyOf(segments);
    }

    private Segment segment(String part) {
        if (part.startsWith("{") && part.endsWith("}")) {
            return parameter(part.substring(1, part.length() - 1));
        }
        if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
            throw refused("has a brace in \"" + part + "\" that is not the first and last character of its segment");
        }
        if (part.equals(".") || part.equals("..")) {
            throw refused("has a segment \"" + part + "\", which no path keeps");
        }
        if (PERCENT_ENCODED.matcher(part).find()) {
            throw refused(
                    "is percent-encoded in \"" + part + "\"; paths are compared decoded, so write the text itself");
        }
        return Segment.literal(part);
    }

    private Segment parameter(String declaration) {
        int colon = declaration.indexOf(':');
        String name = colon < 0 ? declaration : declaration.substring(0, colon);
        if (!NAME.matcher(name).matches()) {
            throw refused("calls a parameter \"" + name
                    + "\"; a name is of letters, digits and underscores and does not begin with a digit");
        }
        if (!names.add(name)) {
            throw refused("has two parameters called \"" + name + "\"");
        }
        return new Segment(name, colon < 0 ? Converter.TEXT : converter(declaration.substring(colon + 1)));
    }

    private Converter converter(String name) {
        return Converter.named(name)
                .orElseThrow(() -> refused("asks for the unknown type \"" + name
                        + "\"; where the types do not do, a regular-expression route may"));
    }

    ConfigurationException refused(String problem) {
        return refused(template, problem);
    }

    static ConfigurationException refused(String template, String problem) {
        return ConfigurationException.of(
                "Path template \"" + template + "\"",
                problem
                        + "; allowed: \"/\" and segments between slashes, each of them text or one of {name}, {name:int},"
                        + " {name:long}, {name:uuid}, {name:slug} and, as the last, {name:path}");
    }
}
