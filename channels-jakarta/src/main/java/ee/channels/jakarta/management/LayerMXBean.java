package ee.channels.jakarta.management;

import java.util.Map;

/**
 * One channel layer of an application, as JMX shows it under {@code ee.channels:type=Layer,host=…,context=…,alias=…}.
 * Numbers are since the layer was made. A layer of the server shows its own in every application that is linked to it:
 * they count what all of these did.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe.
 */
public interface LayerMXBean {

    /** Calls of {@code send}. */
    long getSent();

    /** Calls of {@code groupSend}. */
    long getGroupSent();

    /** Messages that a subscriber took, each counted for each subscriber. */
    long getDelivered();

    /** Messages that were dropped or refused, by reason; the names are those of {@code LayerCounters.Kind}. */
    Map<String, Long> getDropped();

    /** Every counter there is, by its name in {@code LayerCounters.Kind}. */
    Map<String, Long> getCounters();
}
