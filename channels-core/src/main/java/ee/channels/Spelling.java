package ee.channels;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds what was meant by a name that is misspelt.
 *
 * <p>Thread-safe.
 */
final class Spelling {

    /** More than so many wrong letters are another name. */
    private static final int MISTAKES = 3;

    private Spelling() {}

    /** The name nearest to what was written, if it is near. */
    static Optional<String> nearest(String written, Collection<String> names) {
        return names.stream()
                .filter(name -> distance(written, name) <= Math.min(MISTAKES, name.length() / 2))
                .min(Comparator.comparingInt(name -> distance(written, name)));
    }

    /** Letters to add, drop or replace to make one of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
