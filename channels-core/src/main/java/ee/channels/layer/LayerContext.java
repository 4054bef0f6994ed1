package ee.channels.layer;

import ee.channels.Ticker;

/**
 * What a layer is given to work with.
 *
 * <p>Immutable; its parts are thread-safe.
 *
 * @param alias the name that the layer is configured under
 * @param ticker the source of time
 * @param counters where the layer counts what it sends, delivers and drops
 */
public record LayerContext(String alias, Ticker ticker, LayerCounters counters) {}
