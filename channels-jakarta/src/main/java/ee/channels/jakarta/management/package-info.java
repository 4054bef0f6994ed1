/**
 * What an operator sees over JMX: one MXBean for each application, one for each of its layers.
 *
 * <p>Reads the counters of the runtime and of the layers and changes nothing. Registered by the adapter when the
 * application starts, gone when it ends; nobody else comes in.
 */
@NullMarked
package ee.channels.jakarta.management;

import org.jspecify.annotations.NullMarked;
