package ee.channels.routing;

import ee.channels.ConfigurationException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * What paths a route serves, and which parts of them are parameters.
 *
 * <p>A template is a row of segments, each of them literal text or one parameter:
 *
 * <table>
 * <caption>What a segment may be</caption>
 * <tr><th>Segment</th><th>Matches</th></tr>
 * <tr><td>{@code chat}</td><td>this text, case and all, as it is after percent-decoding: write {@code /café}, not
 *     {@code /caf%C3%A9}</td></tr>
 * <tr><td>{@code {name}}</td><td>one segment of any text, not empty</td></tr>
 * <tr><td>{@code {name:int}}</td><td>ASCII digits that fit an {@code int}; no sign</td></tr>
 * <tr><td>{@code {name:long}}</td><td>ASCII digits that fit a {@code long}; no sign</td></tr>
 * <tr><td>{@code {name:uuid}}</td><td>a UUID in lower case, as {@link java.util.UUID#toString()} writes it</td></tr>
 * <tr><td>{@code {name:slug}}</td><td>ASCII letters, digits, hyphens and underscores, at least one</td></tr>
 * <tr><td>{@code {name:path}}</td><td>all the rest with its slashes, not empty; last in the template</td></tr>
 * </table>
 *
 * <p>A trailing slash counts: {@code /chat} and {@code /chat/} are two paths. Paths are matched as the scope has them,
 * decoded once. A slash that was encoded ({@code %2F}) is a slash by then, if the container lets it through at all
 * (Tomcat answers 400), and separates segments like any other; a name that may hold one is a {@code {name:path}}, or
 * goes into the query string.
 *
 * <p>A path of more than {@value #MAX_PATH} characters matches nothing, so that nobody can make a regular expression
 * work on a long text. An expression that even so reads its path more than a million times, because it backtracks, is
 * given up: no match, and a warning in the log.
 *
 * <p>Channels counterpart: the routes of {@code path()} and {@code re_path()}, with their converters.
 *
 * <p>Immutable.
 */
public abstract sealed class PathPattern permits TemplatePattern, RegexPattern {

    /** The longest path that matches anything, in {@code char}s. */
    public static final int MAX_PATH = 2048;

    PathPattern() {}

    /**
     * A template that must match a path to its end. The empty template matches where a router outside left nothing.
     *
     * @throws ConfigurationException if it is malformed; the message names it, its mistake and what is allowed
     */
    public static PathPattern of(String template) {
        return TemplatePattern.whole(template);
    }

    /**
     * A template for the beginning of a path, up to the end of a segment; the rest is left for a router inside.
     * {@code "/"} alone is the empty prefix, which leaves the path as it is.
     *
     * @throws ConfigurationException if it is malformed, ends with a slash or holds a {@code {name:path}}
     */
    public static PathPattern prefix(String template) {
        return TemplatePattern.beginning(template);
    }

    /**
     * A regular expression of {@link java.util.regex.Pattern}.
     *
     * <p>It is matched from the beginning of the path, with or without {@code ^}. With a {@code $} it reaches the
     * path's end; without, what follows is left for a router inside, or ignored if there is none, but the match must
     * end where a segment ends: {@code ^/ws/\d+} matches {@code /ws/12} and {@code /ws/12/more}, not {@code /ws/12x}.
     * Named groups are parameters; an expression without any has its groups as parameters {@code 1}, {@code 2}, …,
     * which go on counting in a router inside. A group that took no part in the match is no parameter.
     *
     * @throws ConfigurationException if it is no regular expression, or one that begins with text other than a slash
     */
    public static PathPattern regex(String expression) {
        return new RegexPattern(expression);
    }

    /**
     * Orders patterns for routes that have no order of their own, the narrower first: segment by segment literal text,
     * then int, long, uuid, slug, untyped and path parameters; prefixes after what is complete, regular expressions
     * last. Two patterns compare as equal only if they match the same paths, whatever their parameters are called.
     */
    public static Comparator<PathPattern> bySpecificity() {
        return Specificity.ORDER;
    }

    /**
     * Matches a path.
     *
     * @param path decoded; empty or beginning with a slash
     * @return the parameters and the rest, or empty if the pattern does not match
     */
    public final Optional<Match> match(String path) {
        return path.length() > MAX_PATH ? Optional.empty() : matchBounded(path);
    }

    abstract Optional<Match> matchBounded(String path);

    /**
     * This pattern as a URI template of Jakarta WebSocket, with {@code p0}, {@code p1}, … for the parameters' names, so
     * that patterns which one template covers have equal ones.
     *
     * @return empty where no such template matches the same paths on every engine: for regular expressions, prefixes,
     *     path parameters, a trailing slash behind a parameter, and literal text of other than letters, digits and
     *     {@code -._~}
     */
    public abstract Optional<String> template();

    /** The template or expression as it was written. */
    @Override
    public abstract String toString();

    /**
     * What a pattern found in a path.
     *
     * <p>Immutable.
     *
     * @param params names and decoded values, in the path's order
     * @param remaining what the pattern left of the path: empty or beginning with a slash
     */
    public record Match(Map<String, String> params, String remaining) {}
}
