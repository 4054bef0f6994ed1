/** Enterprise beans that send; only for servers that have EJB. */
@NullMarked
package ee.channels.conformance.app.ejb;

import org.jspecify.annotations.NullMarked;
