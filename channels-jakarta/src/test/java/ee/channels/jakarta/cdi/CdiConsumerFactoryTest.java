package ee.channels.jakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.CloseReason;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import ee.channels.testing.WebSocketCommunicator;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers that Weld makes. */
final class CdiConsumerFactoryTest {

    /** What has happened, in order. */
    private static final List<String> STEPS = new CopyOnWriteArrayList<>();

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Traced {}

    @Traced
    @Interceptor
    @Priority(Interceptor.Priority.APPLICATION)
    public static class Tracing {
        @AroundInvoke
        Object trace(InvocationContext call) throws Exception {
            STEPS.add("around " + call.getMethod().getName());
            return call.proceed();
        }
    }

    @ApplicationScoped
    public static class Greeter {
        String greet(String name) {
            return "hello " + name;
        }
    }

    @Dependent
    public static class Companion {
        @PreDestroy
        void end() {
            STEPS.add("companion ends");
        }
    }

    /** Not annotated for CDI at all, as most consumers are. */
    @Groups("furnished")
    static class Furnished extends WebSocketConsumer {
        private final Greeter greeter;

        @Inject
        private Companion companion;

        @Inject
        private ChannelLayer layer;

        @Inject
        @Named("orders")
        private ChannelLayer orders;

        @Resource(name = "channels/orders")
        private ChannelLayer declared;

        @Inject
        Furnished(Greeter greeter) {
            this.greeter = greeter;
        }

        @PostConstruct
        void begin() {
            STEPS.add("begins with " + (layer != null && companion != null));
        }

        @Override
        @Traced
        protected void connect() {
            accept();
        }

        @Override
        protected void receive(String name) {
            boolean right = layer == ChannelLayers.get() && orders == ChannelLayers.get("orders") && declared == orders;
            send(greeter.greet(name) + " " + right);
        }

        @Handles
        @Traced
        void orderShipped(Message message) {
            send(message.getString("text"));
        }

        @Override
        protected void disconnect(CloseReason reason) {
            STEPS.add("disconnect");
        }

        @PreDestroy
        private void end() {
            STEPS.add("ends");
        }
    }

    abstract static class Base extends WebSocketConsumer {
        @Handles
        void orderShipped() {
            send("shipped");
        }
    }

    @Traced
    @Dependent
    @Groups("traced")
    public static class TracedThroughout extends Base {
        @Override
        protected void receive(String text) {
            send(own(text));
        }

        private String own(String text) {
            return text + " received";
        }
    }

    @ApplicationScoped
    static class Shared extends WebSocketConsumer {}

    @ApplicationScoped
    public static class SharedBean extends WebSocketConsumer {}

    static class Unsatisfied extends WebSocketConsumer {
        @Inject
        Runnable nobodyHasOne;
    }

    static class Elsewhere extends WebSocketConsumer {
        @Inject
        @Named("nowhere")
        ChannelLayer layer;
    }

    @BeforeEach
    void forget() {
        STEPS.clear();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_consumer_is_injected_intercepted_and_destroyed_whether_CDI_has_found_its_class_or_not(boolean found) {
        Class<?>[] with = {Greeter.class, Companion.class, Tracing.class, Furnished.class};
        Class<?>[] without = {Greeter.class, Companion.class, Tracing.class};
        try (Beans beans = new Beans(found ? with : without);
                WebSocketCommunicator client = beans.connected(Furnished.class)) {
            client.sendText("Ann");
            assertThat(client.receiveText()).isEqualTo("hello Ann true");
            beans.layers
                    .layer("default")
                    .groupSend("furnished", Message.of("order.shipped").with("text", "shipped"));
            assertThat(client.receiveText()).isEqualTo("shipped");
            client.disconnect();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(STEPS)
                            .containsExactly(
                                    "begins with true",
                                    "around connect",
                                    "around orderShipped",
                                    "disconnect",
                                    "ends",
                                    "companion ends"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_interceptor_of_the_class_is_around_all_methods_that_the_application_has_written(boolean found) {
        Class<?>[] with = {Tracing.class, TracedThroughout.class};
        Class<?>[] without = {Tracing.class};
        try (Beans beans = new Beans(found ? with : without);
                WebSocketCommunicator client = beans.connected(TracedThroughout.class)) {
            client.sendText("tea");
            assertThat(client.receiveText()).isEqualTo("tea received");
            beans.layers.layer("default").groupSend("traced", Message.of("order.shipped"));
            assertThat(client.receiveText()).isEqualTo("shipped");
            assertThat(STEPS).containsExactly("around receive", "around orderShipped");
        }
    }

    @Test
    void each_connection_has_a_consumer_of_its_own() {
        try (Beans beans = new Beans(Greeter.class, Companion.class, Tracing.class);
                WebSocketCommunicator one = beans.connected(Furnished.class);
                WebSocketCommunicator two = beans.connected(Furnished.class)) {
            one.sendText("Ann");
            two.sendText("Ben");
            assertThat(one.receiveText()).startsWith("hello Ann");
            assertThat(two.receiveText()).startsWith("hello Ben");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Shared.class, SharedBean.class})
    void a_scope_that_shares_a_consumer_is_refused_by_name(Class<? extends WebSocketConsumer> type) {
        try (Beans beans = new Beans(SharedBean.class)) {
            assertThatThrownBy(() -> beans.of(type))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(type.getName() + " has the scope @ApplicationScoped")
                    .hasMessageContaining("make it @Dependent");
        }
    }

    @Test
    void what_cannot_be_injected_is_refused_while_the_application_is_deployed() {
        try (Beans beans = new Beans(Greeter.class)) {
            assertThatThrownBy(() -> beans.of(Unsatisfied.class))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Unsatisfied cannot be made by CDI")
                    .hasMessageContaining("nobodyHasOne");
            assertThatThrownBy(() -> beans.of(Elsewhere.class))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Elsewhere.layer asks for the channel layer \"nowhere\"");
        }
    }
}
