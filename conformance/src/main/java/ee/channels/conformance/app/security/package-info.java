/**
 * Consumers that are open to some users only, and a page that tells who is signed in.
 *
 * <p>Behind {@code SecurityBehaviour}, which deploys the application once more for each kind of log-in; nothing else
 * refers to it.
 */
@NullMarked
package ee.channels.conformance.app.security;

import org.jspecify.annotations.NullMarked;
