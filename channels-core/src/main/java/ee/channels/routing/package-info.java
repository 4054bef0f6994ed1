/**
 * Which application serves which path: patterns, routes and the router that tries them in order.
 *
 * <p>A router is an application like any other, so it nests and stands behind middleware. First link of the route: the
 * adapter opens it, it opens middleware and consumers. Imports application, scope and the root; the adapter and the
 * consumers' deployment come in, nobody below.
 */
@NullMarked
package ee.channels.routing;

import org.jspecify.annotations.NullMarked;
