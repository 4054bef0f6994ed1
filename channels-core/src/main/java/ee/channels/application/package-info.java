/**
 * The one shape that routers, middleware and consumers share: an application opens a handler for a scope and a link.
 *
 * <p>Events go in through {@link ee.channels.application.Handler}, answers come out through
 * {@link ee.channels.application.Link}; whoever wraps both sees, changes or drops everything. Imports message, scope
 * and layer; routing, security, consumer and runtime come in.
 */
@NullMarked
package ee.channels.application;

import org.jspecify.annotations.NullMarked;
