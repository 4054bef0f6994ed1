/** What goes out when a JTA transaction commits; only for servers that have JTA. */
@NullMarked
package ee.channels.conformance.app.tx;

import org.jspecify.annotations.NullMarked;
