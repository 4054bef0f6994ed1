package ee.channels.jakarta.management;

import java.util.Map;

/**
 * One application's connections, as JMX shows them under {@code ee.channels:type=Application,host=…,context=…}. Numbers
 * are since the deployment.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe.
 */
public interface ApplicationMXBean {

    /** Connections that are not over yet, or whose socket is not. */
    int getOpenConnections();

    /** Handshakes that were accepted. */
    long getHandshakesAccepted();

    /**
     * Handshakes that were refused, by reason: {@code denied} by the application, {@code session-cap} and
     * {@code address-cap} for too many connections, {@code error} in {@code connect()}, {@code overloaded} for want of
     * a thread or because the application stops.
     */
    Map<String, Long> getHandshakesRefused();

    /** Messages from clients that a handler was given. */
    long getMessagesIn();

    /** Messages to clients that the engine has written. */
    long getMessagesOut();

    /** Layer messages that a handler was given. */
    long getLayerMessages();

    /** Messages that were dropped, by reason; the names are those of {@code ConnectionCounters.Kind}. */
    Map<String, Long> getDropped();

    /** Exceptions from handlers after the handshake. */
    long getHandlerErrors();

    /** Ends of connections by what ended them; the names are those of {@code CloseReason.Cause}. */
    Map<String, Long> getEndsByCause();

    /** Ends of connections by close code, and refused handshakes by status. */
    Map<String, Long> getEndsByCode();

    /**
     * Ends and new ids of HTTP sessions, between the nodes of the application: {@code told} to the others,
     * {@code failed} of these for want of the layer, which are told again, {@code heard} from them. Empty where no
     * layer reaches other nodes.
     */
    Map<String, Long> getSessionNews();

    /** The largest values so far of queues and threads; the names are those of {@code ConnectionCounters.Mark}. */
    Map<String, Long> getHighWaterMarks();

    /** Every counter there is, by its name in {@code ConnectionCounters.Kind}. */
    Map<String, Long> getCounters();
}
