/**
 * The root: what every other room may use.
 *
 * <p>Holds the one exception root, the refusal of a configuration, the source of time and {@code @Beta}. It imports
 * nothing of ours; everybody may come in. Start reading at {@link ee.channels.consumer}, where users begin, or at
 * {@link ee.channels.application}, the one shape that router, middleware and consumer share.
 */
@NullMarked
package ee.channels;

import org.jspecify.annotations.NullMarked;
