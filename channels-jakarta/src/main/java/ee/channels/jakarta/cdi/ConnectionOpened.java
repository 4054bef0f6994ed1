package ee.channels.jakarta.cdi;

import ee.channels.scope.Scope;

/**
 * Fired as a CDI event when a consumer has accepted a connection, after its {@code connect()} and before the client has
 * the answer: {@code void opened(@Observes ConnectionOpened event)}. Nothing of the connection is handled before the
 * observers have returned. An observer's exception is logged and changes nothing.
 *
 * <p>Exactly one {@link ConnectionClosed} follows. Channels counterpart: none; signals are Django's.
 *
 * <p>Immutable.
 *
 * @param id names the connection in logs and events; unique in this process, for as long as it runs
 * @param scope what is known of the connection from its handshake
 */
public record ConnectionOpened(String id, Scope scope) {}
