/**
 * The HTTP session from both sides: a servlet and a consumer that do with it what a test asks for.
 *
 * <p>Behind {@code SessionBehaviour}, which speaks to both as one browser; nothing else refers to it.
 */
@NullMarked
package ee.channels.conformance.app.session;

import org.jspecify.annotations.NullMarked;
