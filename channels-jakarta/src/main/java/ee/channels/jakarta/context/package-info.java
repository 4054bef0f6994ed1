/**
 * Where an application's code runs: its class loader, its names in JNDI, the identity of its caller.
 *
 * <p>Stands around every callback of a connection. Imports the core's application, layer, message and scope packages,
 * and the API of Jakarta Concurrency where a container has it; containers know nothing of it.
 */
@NullMarked
package ee.channels.jakarta.context;

import org.jspecify.annotations.NullMarked;
