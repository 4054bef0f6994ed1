/** A layer by its names in JNDI. */
@NullMarked
package ee.channels.conformance.app.naming;

import org.jspecify.annotations.NullMarked;
