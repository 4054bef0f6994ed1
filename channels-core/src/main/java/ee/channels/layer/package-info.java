/**
 * The channel layer: what users hold to send to channels and groups, and what an implementation must provide.
 *
 * <p>{@link ee.channels.layer.ChannelLayer} is the user's half, {@link ee.channels.layer.LayerBackend} the
 * implementor's, {@link ee.channels.layer.ChannelLayers} joins them under an alias. Imports message alone;
 * implementations, application and runtime come in.
 */
@NullMarked
package ee.channels.layer;

import org.jspecify.annotations.NullMarked;
