/**
 * Channels where there is CDI: layers are injected, consumers are made by the container, callbacks have a request
 * scope, and connections are told of by events.
 *
 * <p>Imports the core and the inject package, and the CDI API, which is touched only where
 * {@link ee.channels.jakarta.cdi.Cdi} has found it.
 */
@NullMarked
package ee.channels.jakarta.cdi;

import org.jspecify.annotations.NullMarked;
