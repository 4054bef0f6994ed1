package ee.channels.layer;

import java.util.Set;

/**
 * The layer lost its backend for a while: messages to these groups, and to the channel itself, may be missing.
 *
 * <p>No Channels counterpart: the original restores memberships, if at all, without a word.
 *
 * <p>Immutable.
 *
 * @param groups the member's groups that are affected
 */
public record Gap(Set<String> groups) {

    /** Copies the set. */
    public Gap {
        groups = Set.copyOf(groups);
    }
}
