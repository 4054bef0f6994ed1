/**
 * Runs connections: one mailbox, one outbound queue and one lifecycle each, on a few shared threads. Not API.
 *
 * <p>Between an adapter, which brings handshakes, frames and a {@link ee.channels.runtime.Transport}, and an
 * application, which brings handlers; it knows neither consumers nor routes. Imports application, layer, message and
 * scope; adapters and the test kit come in. The threads, locks and bounds are in {@code docs/concurrency.md}.
 */
@NullMarked
package ee.channels.runtime;

import org.jspecify.annotations.NullMarked;
