package ee.channels.jakarta.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.consumer.ConsumerFactory;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where there is no container but us. */
final class ContainerConsumerFactoryTest {

    private static final List<String> CALLS = new ArrayList<>();

    private final ChannelLayers layers = new ChannelLayers(
            List.of(
                    LayerConfig.of("default", "memory:", Map.of()),
                    LayerConfig.of("orders", "memory:", Map.of()),
                    LayerConfig.of("channels", "memory:", Map.of())),
            Ticker.system());

    private final ContainerConsumerFactory factory = new ContainerConsumerFactory(
            (ServletContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {ServletContext.class}, (proxy, method, args) -> null),
            layers);

    static class Asking extends WebSocketConsumer {
        @Resource(name = "channels/orders")
        private ChannelLayer byName;

        @Resource(lookup = "java:global/anything/orders", name = "channels/default")
        private ChannelLayer byLookup;

        @Resource
        private ChannelLayer channels;

        @Inject
        private ChannelLayer byDefault;

        @Inject
        @Named("orders")
        private ChannelLayer named;

        @Named("orders")
        private ChannelLayer notAsked;

        private ChannelLayer ownAffair;
    }

    static class Below extends WebSocketConsumer {
        @PostConstruct
        void begin() {
            CALLS.add("below begins");
        }

        @PostConstruct
        void replaced() {
            CALLS.add("never");
        }

        @PreDestroy
        void end() {
            CALLS.add("below ends");
        }
    }

    static final class Above extends Below {
        @Override
        void replaced() {
            CALLS.add("replaced without annotation");
        }

        @PostConstruct
        private void beginAbove() {
            CALLS.add("above begins");
        }

        @PreDestroy
        private void endAbove() {
            CALLS.add("above ends");
        }
    }

    static final class Unknown extends WebSocketConsumer {
        @Inject
        @Named("order")
        private ChannelLayer layer;
    }

    static final class Fixed extends WebSocketConsumer {
        @Resource(name = "channels/default")
        private final ChannelLayer layer = null;
    }

    static final class Inner {
        @SuppressWarnings("ClassCanBeStatic") // it must not be
        final class Consumer extends WebSocketConsumer {}
    }

    static final class Elsewhere extends WebSocketConsumer {
        @Resource(name = "jdbc/orders")
        private Object pool;
    }

    static final class Failing extends WebSocketConsumer {
        @PostConstruct
        void fail() {
            throw new IllegalStateException("on purpose");
        }
    }

    @AfterEach
    void close() {
        layers.close();
        CALLS.clear();
    }

    @Test
    void every_annotated_field_gets_the_layer_that_it_names_and_no_other_field_is_touched() {
        factory.check(Asking.class);
        Asking made = factory.create(Asking.class).consumer();
        assertThat(made.byName).isSameAs(layers.layer("orders"));
        assertThat(made.byLookup).isSameAs(layers.layer("orders"));
        assertThat(made.channels).isSameAs(layers.layer("channels"));
        assertThat(made.byDefault).isSameAs(layers.layer("default"));
        assertThat(made.named).isSameAs(layers.layer("orders"));
        assertThat(made.notAsked).isNull();
        assertThat(made.ownAffair).isNull();
    }

    @Test
    void each_connection_has_an_instance_of_its_own() {
        assertThat(factory.create(Asking.class).consumer())
                .isNotSameAs(factory.create(Asking.class).consumer());
    }

    @Test
    void life_begins_and_ends_with_the_superclass_first_and_overridden_methods_are_not_called() {
        ConsumerFactory.Instance<Above> instance = factory.create(Above.class);
        assertThat(CALLS).containsExactly("below begins", "above begins");
        CALLS.clear();
        instance.release().run();
        assertThat(CALLS).containsExactly("below ends", "above ends");
    }

    @Test
    void an_exception_after_construction_passes_as_it_is() {
        assertThatThrownBy(() -> factory.create(Failing.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
    }

    @Test
    void an_unknown_alias_is_refused_by_class_and_field_with_the_aliases_that_there_are() {
        assertThatThrownBy(() -> factory.check(Unknown.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        Unknown.class.getName() + ".layer",
                        "\"order\"",
                        "there is default, orders, channels",
                        "channels.layer.order.url");
    }

    @Test
    void a_field_that_cannot_be_set_is_refused() {
        assertThatThrownBy(() -> factory.check(Fixed.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Fixed.class.getName() + ".layer cannot be injected; leave out static and final");
    }

    @Test
    void a_resource_that_is_declared_nowhere_is_refused() {
        assertThatThrownBy(() -> factory.check(Elsewhere.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        Elsewhere.class.getName() + ".pool asks for java:comp/env/jdbc/orders, which is not declared");
    }

    @Test
    void a_class_without_a_constructor_of_its_own_is_refused() {
        assertThatThrownBy(() -> factory.check(Inner.Consumer.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("declare it static");
    }
}
