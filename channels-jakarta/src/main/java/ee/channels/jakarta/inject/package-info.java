/**
 * Makes consumers by whatever means the container has, and gives them their channel layers.
 *
 * <p>Stands between a connection and its consumer. Imports the core's consumer and layer packages and root, the naming
 * package, and the annotation APIs; containers are reached by name.
 */
@NullMarked
package ee.channels.jakarta.inject;

import org.jspecify.annotations.NullMarked;
