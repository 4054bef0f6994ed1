package ee.channels.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A template, for whole paths or for their beginnings; walks the path once and copies nothing until it has matched. */
final class TemplatePattern extends PathPattern {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]*");

    private final String text;
    private final List<Segment> segments;
    private final boolean prefix;

    private TemplatePattern(String text, List<Segment> segments, boolean prefix) {
        this.text = text;
        this.segments = segments;
        this.prefix = prefix;
    }

    static TemplatePattern whole(String template) {
        return new TemplatePattern(template, TemplateParser.parse(template), false);
    }

    static TemplatePattern beginning(String template) {
        if (template.equals("/")) {
            return new TemplatePattern(template, List.of(), true);
        }
        if (template.isEmpty() || template.endsWith("/")) {
            throw TemplateParser.refused(
                    template,
                    "is no prefix: without a slash at its end, because the rest begins with one, or \"/\" for none at all");
        }
        List<Segment> segments = TemplateParser.parse(template);
        if (segments.get(segments.size() - 1).takesTheRest()) {
            throw TemplateParser.refused(template, "is no prefix: its path parameter leaves nothing");
        }
        return new TemplatePattern(template, segments, true);
    }

    @Override
    Optional<Match> matchBounded(String path) {
        int end = 0;
        for (Segment segment : segments) {
            if (end == path.length() || path.charAt(end) != '/') {
                return Optional.empty();
            }
            int from = end + 1;
            end = endOf(segment, path, from);
            if (!segment.matches(path, from, end)) {
                return Optional.empty();
            }
        }
        return prefix || end == path.length()
                ? Optional.of(new Match(params(path), path.substring(end)))
                : Optional.empty();
    }

    private static int endOf(Segment segment, String path, int from) {
        int slash = segment.takesTheRest() ? -1 : path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    private Map<String, String> params(String path) {
        Map<String, String> params = new LinkedHashMap<>();
        int from = 1;
        for (Segment segment : segments) {
            int end = endOf(segment, path, from);
            if (!segment.isLiteral()) {
                params.put(segment.text(), path.substring(from, end));
            }
            from = end + 1;
        }
        return Collections.unmodifiableMap(params);
    }

    @Override
    public Optional<String> template() {
        return prefix || segments.isEmpty() ? Optional.empty() : engineTemplate();
    }

    /**
     * As {@link #template()}, but also for a prefix and for the empty template, so that a router can put them together.
     */
    Optional<String> engineTemplate() {
        StringBuilder template = new StringBuilder();
        int parameters = 0;
        for (Segment segment : segments) {
            // Tomcat takes no template with both a parameter and a trailing slash.
            boolean trailingSlash = segment.isLiteral() && segment.text().isEmpty() && parameters > 0;
            boolean plain =
                    !segment.isLiteral() || PLAIN.matcher(segment.text()).matches();
            if (segment.takesTheRest() || trailingSlash || !plain) {
                return Optional.empty();
            }
            template.append('/').append(segment.isLiteral() ? segment.text() : "{p" + parameters++ + "}");
        }
        return Optional.of(template.toString());
    }

    List<Segment> segments() {
        return segments;
    }

    boolean isPrefix() {
        return prefix;
    }

    @Override
    public String toString() {
        return text;
    }
}
