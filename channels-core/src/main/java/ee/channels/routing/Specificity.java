package ee.channels.routing;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of {@link PathPattern#bySpecificity()}: templates as words of segments, in the alphabet's manner. */
final class Specificity {

    static final Comparator<PathPattern> ORDER = Specificity::compare;

    private static final int END = 0;
    private static final int LITERAL = 1;
    private static final int PARAMETER = 2;
    private static final int PREFIX_END = 3;

    private Specificity() {}

    private static int compare(PathPattern a, PathPattern b) {
        if (a instanceof TemplatePattern left && b instanceof TemplatePattern right) {
            return compare(left, right);
        }
        boolean differ = a instanceof TemplatePattern || b instanceof TemplatePattern;
        return differ ? (a instanceof TemplatePattern ? -1 : 1) : a.toString().compareTo(b.toString());
    }

    private static int compare(TemplatePattern a, TemplatePattern b) {
        int length = Math.max(a.segments().size(), b.segments().size()) + 1;
        for (int i = 0; i < length; i++) {
            Segment left = segment(a.segments(), i);
            Segment right = segment(b.segments(), i);
            int order = Integer.compare(rank(left, a), rank(right, b));
            if (order == 0 && left != null && right != null) {
                order = compare(left, right);
            }
            if (order != 0 || left == null) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(Segment a, Segment b) {
        Converter left = a.converter();
        Converter right = b.converter();
        return left == null || right == null ? a.text().compareTo(b.text()) : left.compareTo(right);
    }

    private static @Nullable Segment segment(List<Segment> segments, int index) {
        return index < segments.size() ? segments.get(index) : null;
    }

    private static int rank(@Nullable Segment segment, TemplatePattern pattern) {
        if (segment == null) {
            return pattern.isPrefix() ? PREFIX_END : END;
        }
        return segment.isLiteral() ? LITERAL : PARAMETER;
    }
}
