package ee.channels.routing;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression, matched from the beginning to the end of some segment, with bounded work. */
final class RegexPattern extends PathPattern {

    private static final Logger LOG = System.getLogger(PathPattern.class.getName());
    private static final int MAX_READS = 1_000_000;
    private static final Pattern GROUP_NAME = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

    private final String expression;
    private final Pattern pattern;
    private final List<String> names;
    private final AtomicBoolean warned = new AtomicBoolean();

    RegexPattern(String expression) {
        this.expression = expression;
        this.pattern = compile(expression);
        this.names = groupNames(expression);
    }

    private static Pattern compile(String expression) {
        String begin = expression.startsWith("^") ? expression.substring(1) : expression;
        if (!begin.isEmpty() && (Converter.isLetter(begin.charAt(0)) || Converter.isDigit(begin.charAt(0)))) {
            throw refused(expression, "begins with text other than a slash and so matches no path; write ^/" + begin);
        }
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw refused(expression, "is malformed at index " + e.getIndex() + ": " + e.getDescription());
        }
    }

    /**
     * What looks like a named group may stand in a class or a quotation: the matcher itself tells, once it has matched.
     */
    private static List<String> groupNames(String expression) {
        Matcher matcher = Pattern.compile("|" + expression).matcher("");
        boolean matched = matcher.lookingAt();
        return GROUP_NAME
                .matcher(expression)
                .results()
                .map(candidate -> candidate.group(1))
                .distinct()
                .filter(name -> matched && isGroup(matcher, name))
                .toList();
    }

    private static boolean isGroup(Matcher matched, String name) {
        try {
            return matched.start(name) < 0;
        } catch (IllegalArgumentException noSuchGroup) {
            return false;
        }
    }

    private static ConfigurationException refused(String expression, String problem) {
        return ConfigurationException.of(
                "Regular expression \"" + expression + "\"",
                problem
                        + "; allowed: an expression of java.util.regex.Pattern that matches from the path's first slash on");
    }

    @Override
    Optional<Match> matchBounded(String path) {
        Matcher matcher = pattern.matcher(new BoundedReads(path, new Budget()));
        try {
            if (!matcher.lookingAt()) {
                return Optional.empty();
            }
        } catch (TooManyReadsException | StackOverflowError backtracking) {
            giveUp();
            return Optional.empty();
        }
        // "/ws/" as well as "/ws" leaves "/12" of "/ws/12", and neither matches "/ws12".
        int end = matcher.end();
        int slash = end > 0 && end < path.length() && path.charAt(end - 1) == '/' ? end - 1 : end;
        boolean segmentEnds = slash == path.length() || path.charAt(slash) == '/';
        return segmentEnds ? Optional.of(new Match(params(matcher, path), path.substring(slash))) : Optional.empty();
    }

    private Map<String, String> params(Matcher matcher, String path) {
        Map<String, String> params = new LinkedHashMap<>();
        for (String name : names) {
            put(params, name, path, matcher.start(name), matcher.end(name));
        }
        for (int group = 1; names.isEmpty() && group <= matcher.groupCount(); group++) {
            put(params, Integer.toString(group), path, matcher.start(group), matcher.end(group));
        }
        return Collections.unmodifiableMap(params);
    }

    private static void put(Map<String, String> params, String name, String path, int start, int end) {
        if (start >= 0) {
            params.put(name, path.substring(start, end));
        }
    }

    private void giveUp() {
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "Regular expression \"" + expression
                            + "\" takes too many steps, or too deep a stack, for some path and was given up; the path was not"
                            + " matched. Write it without a repetition or an alternative inside a repetition. Not logged again.");
        }
    }

    @Override
    public Optional<String> template() {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return expression;
    }

    /** A text that lets itself be read so many times. */
    private record BoundedReads(CharSequence text, Budget budget) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            budget.spend();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new BoundedReads(text.subSequence(start, end), budget);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    /** The reads of one match, which a text and its parts share. */
    private static final class Budget {
        private int left = MAX_READS;

        void spend() {
            if (--left < 0) {
                throw new TooManyReadsException();
            }
        }
    }

    /** Ends a match that would take too long; never leaves this class. */
    private static final class TooManyReadsException extends ChannelsException {
        private static final long serialVersionUID = 1L;

        TooManyReadsException() {
            super("Too many reads");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
