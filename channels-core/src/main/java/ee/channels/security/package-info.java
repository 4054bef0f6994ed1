/**
 * Middleware that refuses: pages of foreign origin, users without a role, and clients that send too fast or open too
 * much.
 *
 * <p>Stands between the adapter and the router, or before a single consumer. Imports application, scope and the root;
 * the adapter comes in.
 */
@NullMarked
package ee.channels.security;

import org.jspecify.annotations.NullMarked;
