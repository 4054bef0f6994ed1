package ee.channels.redis.wire;

import ee.channels.message.Message;

/**
 * What a payload holds.
 *
 * <p>Immutable.
 *
 * @param message the message, without the reserved key
 * @param address what stood under the reserved key; {@link Address#NONE} without one
 */
public record Parcel(Message message, Address address) {}
