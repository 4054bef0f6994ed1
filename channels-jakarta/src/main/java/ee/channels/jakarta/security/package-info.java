/**
 * What the container's security means for a handshake: the annotations of a consumer class, the deployment descriptor,
 * and signing in who sends credentials along.
 *
 * <p>Stands before routing, and around each consumer. Imports the core's security and what that needs; the adapter
 * comes in. Nothing here decides who anybody is: that is the container's.
 */
@NullMarked
package ee.channels.jakarta.security;

import org.jspecify.annotations.NullMarked;
