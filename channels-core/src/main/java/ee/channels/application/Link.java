package ee.channels.application;

import ee.channels.layer.ChannelLayer;
import ee.channels.scope.Headers;
import java.util.Optional;

/**
 * The way from an application back to one connection.
 *
 * <p>Channels counterpart: the {@code send} side of an ASGI application, with {@code channel_layer} and
 * {@code channel_name}.
 *
 * <p>Thread-safe, but {@link #configure}, {@link #accept} and {@link #deny} belong into {@link Handler#connect()}.
 */
public interface Link {

    /** A name of the connection for logs and events, unique in this process. */
    String id();

    /** The limits and settings of this connection. */
    ConnectionOptions options();

    /**
     * Replaces the connection's limits and settings.
     *
     * @throws IllegalStateException once the handshake is accepted or denied
     */
    void configure(ConnectionOptions options);

    /**
     * Accepts the handshake. What is sent from now on arrives after it, in order.
     *
     * @param subprotocol the one chosen of those that the client offered, or empty for none
     * @param headers for the handshake's answer
     * @throws IllegalStateException if the handshake was decided already
     */
    void accept(Optional<String> subprotocol, Headers headers);

    /**
     * Refuses the handshake with a real HTTP status.
     *
     * @param status 400 to 599
     * @param headers for the answer, such as {@code WWW-Authenticate}
     * @throws IllegalStateException if the handshake was decided already
     * @throws IllegalArgumentException if the status is none that refuses
     */
    void deny(int status, Headers headers);

    /**
     * Sends a message, or queues it behind those that wait. Never fails for a slow, closing or closed client: what
     * cannot be sent is counted. Blocks only under {@link OverflowPolicy#BLOCK}, and no longer than told.
     *
     * @throws IllegalStateException before {@link #accept}
     */
    void send(Frame frame);

    /**
     * Closes the connection after everything that was sent before. Before {@link #accept} it refuses the handshake with
     * 403; no effect if it is closing already.
     *
     * @param code 1000, 1001, 1003, 1007 to 1014, or 3000 to 4999
     * @param reason at most 123 bytes of UTF-8; a longer one is cut
     * @throws IllegalArgumentException if an application may not send the code
     */
    void close(int code, String reason);

    /**
     * As {@link #close}, for an end that was asked for through the channel layer: the cause is
     * {@link CloseReason.Cause#KICKED}.
     */
    void kick(int code, String reason);

    /**
     * Joins a group; when it returns, the next message to the group arrives here. Joining twice is joining once. No
     * effect at the end of the connection.
     *
     * @throws ee.channels.message.InvalidNameException if it is no group name
     * @throws ee.channels.layer.ChannelLayerException if the layer refuses or cannot be reached in time
     */
    void join(String group);

    /** Leaves a group; no effect if not in it. All groups are left at the end by themselves. */
    void leave(String group);

    /** The name under which {@code channelLayer().send(name, …)} reaches this connection alone. */
    String channelName();

    /** The channel layer that this connection's groups live in. */
    ChannelLayer channelLayer();
}
