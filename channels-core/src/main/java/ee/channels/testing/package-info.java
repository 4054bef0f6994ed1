/**
 * The test kit: drives applications and consumers without a container, and stands in for time, threads and sockets.
 *
 * <p>Part of what ships, for users' tests as for our own; it needs no test framework and fails with
 * {@link AssertionError}. Every wait has a deadline. Imports everything below; nothing may import it but tests.
 */
@NullMarked
package ee.channels.testing;

import org.jspecify.annotations.NullMarked;
