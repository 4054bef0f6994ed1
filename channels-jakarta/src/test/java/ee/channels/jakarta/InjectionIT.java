package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.ContextEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container gives to a consumer, on a Tomcat without CDI. */
final class InjectionIT {

    private static final String TYPE = "ee.channels.layer.ChannelLayer";
    private static final String FACTORY = "ee.channels.jakarta.naming.ChannelLayerObjectFactory";

    /** The life of the consumers, step by step. */
    private static final BlockingQueue<String> LIFE = new LinkedBlockingQueue<>();

    abstract static class Furnished extends WebSocketConsumer {
        @Resource(name = "channels/default")
        private ChannelLayer byResource;

        @Inject
        private ChannelLayer byInject;

        ChannelLayer inherited() {
            return byResource == byInject ? byResource : null;
        }

        @PostConstruct
        private void first() {
            LIFE.add("first with layer " + (byResource != null));
        }
    }

    @WebSocketOptions(channelLayer = "orders")
    @WebSocketRoute("/ws/furnished")
    static final class Everything extends Furnished {
        @Inject
        @Named("orders")
        private ChannelLayer named;

        @Resource(lookup = "java:comp/env/channels/orders")
        private ChannelLayer lookedUp;

        @Resource(name = "greeting")
        private String greeting;

        private Everything() {
            LIFE.add("constructor");
        }

        @PostConstruct
        void then() {
            LIFE.add("then with " + greeting);
        }

        @Override
        protected void connect() {
            accept();
            boolean same = inherited() == ChannelLayers.get()
                    && named == channelLayer()
                    && lookedUp == named
                    && named != inherited();
            send(same ? "as it should be" : "wrong");
        }

        @Override
        protected void disconnect(CloseReason reason) {
            LIFE.add("disconnect");
        }

        @PreDestroy
        private void last() {
            LIFE.add("last");
        }
    }

    @WebSocketRoute("/ws/furnished")
    static final class Declared extends Furnished {
        private String greeting;

        @Resource(name = "greeting")
        public void setGreeting(String value) { // only an instance manager looks at methods
            greeting = value;
        }

        @PostConstruct
        void then() {
            LIFE.add("then with " + greeting);
        }

        @Override
        protected void disconnect(CloseReason reason) {
            LIFE.add("disconnect");
        }

        @PreDestroy
        private void last() {
            LIFE.add("last");
        }
    }

    @WebSocketRoute("/ws/furnished")
    static final class Unknown extends WebSocketConsumer {
        @Inject
        @Named("orders")
        private ChannelLayer layer;
    }

    @WebSocketRoute("/ws/furnished")
    static final class UnknownByName extends WebSocketConsumer {
        @Resource
        private ChannelLayer channels;
    }

    @WebSocketRoute("/ws/furnished")
    static final class Shared extends WebSocketConsumer {
        @Inject
        private static ChannelLayer layer;
    }

    @WebSocketRoute("/ws/furnished")
    static final class Unfurnished extends WebSocketConsumer {
        @Resource(name = "channels/default")
        private ChannelLayer layer;

        @Resource(name = "nowhere")
        private String text;
    }

    @WebSocketRoute("/ws/furnished")
    static final class Failing extends WebSocketConsumer {
        @PostConstruct
        void fail() {
            throw new IllegalStateException("a failure on purpose");
        }
    }

    private static Consumer<Context> greeting(String value) {
        return context -> {
            ContextEnvironment greeting = new ContextEnvironment();
            greeting.setName("greeting");
            greeting.setType("java.lang.String");
            greeting.setValue(value);
            context.getNamingResources().addEnvironment(greeting);
        };
    }

    private static String step() throws InterruptedException {
        return LIFE.poll(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void forget() {
        LIFE.clear();
    }

    @Test
    void layers_that_only_we_know_are_injected_and_so_is_everything_else() throws InterruptedException {
        Server.Builder builder = Server.with(Everything.class)
                .naming()
                .param("channels.layer.default.url", "memory:")
                .param("channels.layer.orders.url", "memory:")
                .change(greeting("good morning"));
        try (Server server = builder.start()) {
            Client client = Client.open(server, "/ws/furnished");
            assertThat(client.next()).isEqualTo("text as it should be");
            assertThat(List.of(step(), step(), step()))
                    .containsExactly("constructor", "first with layer true", "then with good morning");
            client.close(1000, "");
            assertThat(List.of(step(), step())).containsExactly("disconnect", "last");
            assertThat(LIFE).isEmpty();
        }
    }

    @Test
    void where_every_layer_is_declared_tomcats_instance_manager_does_it() throws InterruptedException {
        Server.Builder builder = Server.with(Declared.class)
                .resource("channels/default", TYPE, "factory", FACTORY, "url", "memory:")
                .change(greeting("good evening"));
        try (Server server = builder.start()) {
            Client client = Client.open(server, "/ws/furnished");
            assertThat(List.of(step(), step())).containsExactly("first with layer true", "then with good evening");
            client.close(1000, "");
            assertThat(List.of(step(), step())).containsExactly("disconnect", "last");
            assertThat(LIFE).isEmpty();
        }
    }

    @Test
    void without_jndi_layers_are_injected_all_the_same() throws InterruptedException {
        try (Server server = Server.of(Failing.class, Plain.class)) {
            assertThat(Client.open(server, "/ws/plain").send("?").next()).isEqualTo("text true");
        }
    }

    @WebSocketRoute("/ws/plain")
    static final class Plain extends WebSocketConsumer {
        @Inject
        private ChannelLayer layer;

        @Override
        protected void receive(String text) {
            send(Boolean.toString(layer == ChannelLayers.get()));
        }
    }

    @Test
    void an_exception_after_construction_is_a_500() {
        Server.Builder builder = Server.with(Failing.class).naming();
        try (Server server = builder.start()) {
            assertThat(Client.status(server, "/ws/furnished")).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Unknown.class, UnknownByName.class, Shared.class, Unfurnished.class})
    void a_field_that_cannot_be_filled_fails_the_deployment(Class<?> consumer) {
        try (Server server = Server.with(consumer).naming().start()) {
            assertThat(server.isDeployed()).isFalse();
        }
    }
}
