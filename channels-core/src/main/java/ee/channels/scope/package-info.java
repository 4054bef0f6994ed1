/**
 * What is known of a connection before its first byte: the scope, and the session it may share.
 *
 * <p>Built once from the handshake request by the adapter, refined by middleware and routers through {@code with…}
 * methods, read by consumers. It imports only the root and knows no container; every other room may come in.
 */
@NullMarked
package ee.channels.scope;

import org.jspecify.annotations.NullMarked;
