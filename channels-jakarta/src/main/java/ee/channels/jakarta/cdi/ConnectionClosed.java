package ee.channels.jakarta.cdi;

import ee.channels.application.CloseReason;
import ee.channels.scope.Scope;

/**
 * Fired as a CDI event when a connection of which {@link ConnectionOpened} has told is over, after the consumer's
 * {@code disconnect} and whatever brought the end, in the same request scope: {@code void closed(@Observes
 * ConnectionClosed event)}. An observer's exception is logged and changes nothing.
 *
 * <p>Not fired at the end of an application whose CDI container ends first. Channels counterpart: none.
 *
 * <p>Immutable.
 *
 * @param id as in {@link ConnectionOpened}
 * @param scope as in {@link ConnectionOpened}
 * @param reason what ended it
 */
public record ConnectionClosed(String id, Scope scope, CloseReason reason) {}
