/**
 * The adapter between a Jakarta EE container and the core: it brings handshakes and frames to the runtime.
 *
 * <p>{@link ee.channels.jakarta.ChannelsInitializer} finds the routes, {@link ee.channels.jakarta.ChannelsListener}
 * starts them, {@link ee.channels.jakarta.HandshakeFilter} decides on handshakes,
 * {@link ee.channels.jakarta.ConsumerEndpoint} hands frames on. Level 4: may import every package of the core but
 * {@code ee.channels.testing}, and the packages below it, which do not import it.
 */
@NullMarked
package ee.channels.jakarta;

import org.jspecify.annotations.NullMarked;
