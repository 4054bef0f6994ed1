package ee.channels.routing;

import org.jspecify.annotations.Nullable;

/**
 * What stands between two slashes of a template.
 *
 * @param text the literal text, which is empty for a trailing slash, or the parameter's name
 * @param converter what the parameter may be; null for literal text
 */
record Segment(String text, @Nullable Converter converter) {

    static Segment literal(String text) {
        return new Segment(text, null);
    }

    boolean isLiteral() {
        return converter == null;
    }

    boolean takesTheRest() {
        return converter == Converter.PATH;
    }

    /** Whether the part of the path from one slash to before the next is this segment. */
    boolean matches(String path, int from, int to) {
        return converter == null
                ? to - from == text.length() && path.startsWith(text, from)
                : to > from && converter.accepts(path, from, to);
    }
}
