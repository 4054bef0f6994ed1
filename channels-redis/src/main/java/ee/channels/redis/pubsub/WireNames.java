package ee.channels.redis.pubsub;

import ee.channels.message.ChannelName;
import ee.channels.message.InvalidNameException;

/**
 * What groups and channels are called in Redis: a group {@code <prefix>__group__<group>}, a channel what it is called
 * everywhere, so that a Python process can send to the name that it was told.
 *
 * <p>Channels of our own carry the prefix in their name, as the original's do, where it is one that a name may have.
 *
 * <p>Immutable.
 */
final class WireNames {
    private static final int LONGEST_PREFIX = 40;

    private final String groups;
    private final String channels;

    WireNames(String prefix) {
        this.groups = prefix + "__group__";
        this.channels = isLegal(prefix) ? prefix : "";
    }

    private static boolean isLegal(String prefix) {
        try {
            return !ChannelName.isProcessLocal(prefix)
                    && ChannelName.check(prefix).length() <= LONGEST_PREFIX;
        } catch (InvalidNameException other) {
            return false;
        }
    }

    /** What the names of new channels begin with. */
    String channelPrefix() {
        return channels;
    }

    String ofGroup(String group) {
        return groups + group;
    }

    /** Whether messages to this name are for a group. */
    boolean isGroup(String wireName) {
        return wireName.startsWith(groups);
    }

    /** The group of a name that is one's. */
    String group(String wireName) {
        return wireName.substring(groups.length());
    }
}
