/** A message-driven bean that sends; only for servers that have JMS. */
@NullMarked
package ee.channels.conformance.app.jms;

import org.jspecify.annotations.NullMarked;
