package ee.channels.consumer;

import ee.channels.application.OverflowPolicy;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits and settings of a consumer's connections, where they differ from the application's. What is not given (-1, or
 * empty) is the application's; the values are checked while it is deployed. A class without the annotation has that of
 * its superclass.
 *
 * <pre>{@code
 * @WebSocketOptions(outboundMessages = 50, overflow = OverflowPolicy.COALESCE, compression = true)
 * public class PriceConsumer extends WebSocketConsumer { … }
 * }</pre>
 *
 * <p>No Channels counterpart, but for the layer's alias. See {@link ee.channels.application.ConnectionOptions} for what
 * each means and may be.
 *
 * <p>Immutable.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WebSocketOptions {

    /** Largest incoming message in bytes. Setting: {@code max-message-size}. */
    int maxMessageSize() default -1;

    /** Incoming messages that may wait. Setting: {@code inbound-messages}. */
    int inboundMessages() default -1;

    /** Bytes of incoming messages that may wait. Setting: {@code inbound-bytes}. */
    int inboundBytes() default -1;

    /** Milliseconds that an incoming message may wait. Setting: {@code inbound-age}. */
    int inboundAgeMillis() default -1;

    /** Outgoing messages that may wait. Setting: {@code outbound-messages}. */
    int outboundMessages() default -1;

    /** Bytes of outgoing messages that may wait. Setting: {@code outbound-bytes}. */
    int outboundBytes() default -1;

    /** Milliseconds that a write may be in flight. Setting: {@code outbound-age}. */
    int outboundAgeMillis() default -1;

    /** What happens at the outbound limits; at most one. Setting: {@code overflow}. */
    OverflowPolicy[] overflow() default {};

    /** Milliseconds that {@link OverflowPolicy#BLOCK} blocks a sender. Setting: {@code block-timeout}. */
    int blockTimeoutMillis() default -1;

    /** Milliseconds that an accepted handshake may take to open. Setting: {@code open-timeout}. */
    int openTimeoutMillis() default -1;

    /** Milliseconds of silence before a ping; 0 for never. Setting: {@code ping-interval}. */
    int pingIntervalMillis() default -1;

    /** The close code when the HTTP session ends. Setting: {@code session-end-code}. */
    int sessionEndCode() default -1;

    /** Whether permessage-deflate may be negotiated; at most one value. Setting: {@code compression}. */
    boolean[] compression() default {};

    /**
     * The alias of the channel layer to use. Setting: {@code channel-layer}; counterpart: {@code channel_layer_alias}.
     */
    String channelLayer() default "";
}
