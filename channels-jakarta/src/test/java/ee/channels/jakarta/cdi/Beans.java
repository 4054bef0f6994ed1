package ee.channels.jakarta.cdi;

import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.testing.WebSocketCommunicator;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A CDI container with the given classes, and the layers {@code default} and {@code orders} of its application. */
final class Beans implements AutoCloseable {

    final ChannelLayers layers = new ChannelLayers(
            List.of(LayerConfig.of("default", "memory:", Map.of()), LayerConfig.of("orders", "memory:", Map.of())),
            Ticker.system());

    final SeContainer container;
    final CdiApplication application;

    Beans(Class<?>... classes) {
        container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(classes)
                .addExtensions(new ChannelsExtension())
                .initialize();
        application = new CdiApplication(container.getBeanManager());
        layers.bind(Thread.currentThread().getContextClassLoader());
    }

    <C extends WebSocketConsumer> WebSocketCommunicator connected(Class<C> type) {
        return of(type).connected();
    }

    <C extends WebSocketConsumer> WebSocketCommunicator.Builder of(Class<C> type) {
        Application consumer = ConsumerApplication.of(type, application.consumers(layers));
        return WebSocketCommunicator.of(application.middleware().around(consumer))
                .layers(layers)
                .path("/ws/of-beans")
                .deadline(Duration.ofSeconds(20));
    }

    <B> B bean(Class<B> type) {
        return container.select(type).get();
    }

    @Override
    public void close() {
        container.close();
        layers.close();
    }
}
