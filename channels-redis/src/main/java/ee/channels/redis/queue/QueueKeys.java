package ee.channels.redis.queue;

import ee.channels.message.ChannelName;

/**
 * What the layer's keys are called. All of them are sorted sets.
 *
 * <p>Immutable.
 *
 * @param prefix the option {@code prefix}
 */
record QueueKeys(String prefix) {

    /** The queue that a channel's messages wait in; the channels of one process share theirs. */
    String queue(String channel) {
        return prefix + ChannelName.prefix(channel);
    }

    /** The members of a group. */
    String group(String group) {
        return groups() + group;
    }

    /** What the keys of all groups begin with. */
    String groups() {
        return prefix + ":group:";
    }
}
