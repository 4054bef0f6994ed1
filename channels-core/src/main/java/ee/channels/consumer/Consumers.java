package ee.channels.consumer;

import ee.channels.application.Application;

/**
 * Turns consumer classes into applications, made by whatever means the container has; handed to
 * {@link ChannelsApplication}.
 *
 * <p>Channels counterpart: {@code Consumer.as_asgi()}.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Consumers {

    /**
     * An application that opens a new instance of the class for each connection.
     *
     * @throws ee.channels.ConfigurationException naming what is wrong with the class
     */
    Application of(Class<? extends WebSocketConsumer> type);
}
