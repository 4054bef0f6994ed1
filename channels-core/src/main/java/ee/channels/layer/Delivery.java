package ee.channels.layer;

import ee.channels.message.Message;

/**
 * A message on its way to a subscriber.
 *
 * <p>Immutable.
 *
 * @param source the group or channel that the message was sent to
 * @param message shared by all subscribers of one application
 * @param expiresAt when it must no longer be handled, in nanoseconds of the layer's {@link ee.channels.Ticker}
 */
public record Delivery(String source, Message message, long expiresAt) {}
