/**
 * The bridge between HTTP sessions and connections: the live session that a consumer sees, and the end of its sockets
 * when it ends.
 *
 * <p>Stands beside the handshake: the filter opens a session for the scope and says how the handshake was answered, the
 * container's listeners say what became of the session. Imports the core's scope, runtime and root, and the Servlet
 * API.
 */
@NullMarked
package ee.channels.jakarta.session;

import org.jspecify.annotations.NullMarked;
