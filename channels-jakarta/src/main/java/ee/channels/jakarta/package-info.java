/**
 * The adapter between a Jakarta EE container and the core: handshake, endpoint, HTTP session, JNDI and CDI.
 *
 * <p>Level 4: may import every package of the core but {@code ee.channels.testing}.
 */
@NullMarked
package ee.channels.jakarta;

import org.jspecify.annotations.NullMarked;
