package ee.channels.layer.memory;

import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.LayerConfig;
import java.time.Duration;

/**
 * What bounds the messages and memberships that a process keeps.
 *
 * <p>Channels counterpart: the arguments {@code capacity}, {@code channel_capacity}, {@code expiry} and
 * {@code group_expiry}.
 *
 * <p>Immutable.
 *
 * @param capacities unread messages that a channel may hold
 * @param expiry how long a message may stay unread
 * @param groupExpiry how long a channel without a subscriber stays in a group after its last joining
 * @param maxHeldChannels channels without a subscriber that may hold messages at one time
 */
public record LocalLimits(ChannelCapacities capacities, Duration expiry, Duration groupExpiry, int maxHeldChannels) {
    private static final int CAPACITY = 100;
    private static final Duration EXPIRY = Duration.ofSeconds(60);
    private static final Duration GROUP_EXPIRY = Duration.ofDays(1);
    private static final int MAX_HELD_CHANNELS = 10_000;
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration GREATEST = Duration.ofDays(3650);

    /**
     * Takes the options {@code capacity} (100), {@code channel-capacity}, {@code expiry} (60s), {@code group-expiry}
     * (1d) and {@code max-held-channels} (10000).
     *
     * @throws ee.channels.ConfigurationException naming the one that is refused
     */
    public static LocalLimits of(LayerConfig config) {
        return new LocalLimits(
                config.capacities(CAPACITY),
                config.duration("expiry", EXPIRY, LEAST, GREATEST),
                config.duration("group-expiry", GROUP_EXPIRY, LEAST, GREATEST),
                config.integer("max-held-channels", MAX_HELD_CHANNELS, 0, 10_000_000));
    }
}
