package ee.channels.layer;

import ee.channels.message.Message;

/**
 * A message on its way to a subscriber.
 *
 * <p>Immutable.
 *
 * @param message shared by all subscribers of one application
 * @param expiresAt when it must no longer be handled, in nanoseconds of the layer's {@link ee.channels.Ticker}
 */
public record Delivery(Message message, long expiresAt) {}
