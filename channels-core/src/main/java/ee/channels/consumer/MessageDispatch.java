package ee.channels.consumer;

import ee.channels.message.JsonException;
import ee.channels.message.Message;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from the channel layer to the handlers of one consumer class. What has no handler, or does not bind to
 * its handler's parameter, is counted and logged once per type: types and fields come from other processes, and must
 * neither end connections nor fill a log.
 *
 * <p>Thread-safe.
 */
final class MessageDispatch {

    private static final System.Logger LOG = System.getLogger(MessageDispatch.class.getName());

    private final String consumer;
    private final HandlerTable handlers;
    private final LongAdder unhandled = new LongAdder();
    private final LongAdder unbound = new LongAdder();
    private final SeenTypes unhandledSeen = new SeenTypes();
    private final SeenTypes unboundSeen = new SeenTypes();

    MessageDispatch(Class<?> consumer, HandlerTable handlers) {
        this.consumer = consumer.getName();
        this.handlers = handlers;
    }

    /** Calls the handler, if there is one; what it throws passes. */
    void dispatch(ChannelConsumer to, Message message) {
        HandlerTable.Entry handler = handlers.find(message.type());
        if (handler != null) {
            call(handler, to, message);
        } else if (!BuiltInHandlers.has(message.type())) {
            unhandled(message.type());
        } else if (!BuiltInHandlers.handle(message, to.link())) {
            unbound(message.type(), null);
        }
    }

    /** Messages of a type without a handler. */
    long unhandled() {
        return unhandled.sum();
    }

    /** Messages whose fields did not bind to their handler's parameter. */
    long unbound() {
        return unbound.sum();
    }

    private void call(HandlerTable.Entry handler, ChannelConsumer to, Message message) {
        Object argument;
        try {
            argument = handler.argument(message);
        } catch (JsonException e) {
            unbound(message.type(), e);
            return;
        }
        to.handle(message, handler, argument);
    }

    private void unhandled(String type) {
        unhandled.increment();
        if (unhandledSeen.isFirst(type)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    consumer + " has no handler for messages of type \"" + type + "\", but for " + handlers.types()
                            + "; they are dropped and counted, and not logged again");
        }
    }

    private void unbound(String type, @Nullable JsonException problem) {
        unbound.increment();
        if (unboundSeen.isFirst(type)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A message of type \"" + type + "\" does not fit its handler in " + consumer
                            + "; such messages are dropped and counted, and not logged again",
                    problem);
        }
    }
}
