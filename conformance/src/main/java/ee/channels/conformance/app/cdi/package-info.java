/**
 * Beans, and a consumer that CDI makes. Servers without CDI load none of this but the consumer and the servlet, whose
 * annotations then say nothing.
 */
@NullMarked
package ee.channels.conformance.app.cdi;

import org.jspecify.annotations.NullMarked;
