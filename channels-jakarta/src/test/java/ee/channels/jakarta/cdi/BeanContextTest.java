package ee.channels.jakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.message.Message;
import ee.channels.testing.WebSocketCommunicator;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The request scope of callbacks, and the events of connections. */
final class BeanContextTest {

    private static final List<String> STEPS = new CopyOnWriteArrayList<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RequestScoped
    public static class PerCallback {
        private final int number = NUMBER.incrementAndGet();

        int number() {
            return number;
        }

        @PreDestroy
        void end() {
            STEPS.add("end of " + number);
        }
    }

    static class Counting extends WebSocketConsumer {
        @Inject
        private PerCallback callback;

        @Override
        protected void connect() {
            STEPS.add("connect in " + callback.number() + " and " + callback.number());
            accept();
        }

        @Override
        protected void receive(String text) {
            send("text in " + callback.number());
        }

        @Override
        protected void receive(ByteBuffer bytes) {
            throw new IllegalStateException("in " + callback.number());
        }

        @Handles
        void word(Message message) {
            send("word in " + callback.number());
        }

        @Override
        protected void disconnect(CloseReason reason) {
            STEPS.add("disconnect in " + callback.number());
        }
    }

    static class Denying extends WebSocketConsumer {
        @Override
        protected void connect() {
            deny(401);
        }
    }

    @ApplicationScoped
    public static class Watching {
        void opened(@Observes ConnectionOpened event) {
            STEPS.add("opened " + event.scope().path() + " " + !event.id().isEmpty());
        }

        void closed(@Observes ConnectionClosed event, PerCallback callback) {
            STEPS.add("closed " + event.reason().cause() + " in " + callback.number());
        }
    }

    @ApplicationScoped
    public static class Failing {
        void opened(@Observes ConnectionOpened event) {
            throw new IllegalStateException("a failure on purpose");
        }

        void closed(@Observes ConnectionClosed event) {
            throw new IllegalStateException("a failure on purpose");
        }
    }

    @BeforeEach
    void forget() {
        STEPS.clear();
        NUMBER.set(0);
    }

    @Test
    void every_callback_has_a_request_scope_that_ends_with_it() {
        try (Beans beans = new Beans(PerCallback.class);
                WebSocketCommunicator client = beans.connected(Counting.class)) {
            client.sendText("?");
            assertThat(client.receiveText()).isEqualTo("text in 2");
            beans.layers.layer("default").send(client.channelName(), Message.of("word"));
            assertThat(client.receiveText()).isEqualTo("word in 3");
            client.sendBytes(ByteBuffer.allocate(1));
            assertThat(client.awaitFailure()).hasMessage("in 4");
            client.disconnected();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(STEPS)
                            .containsExactly(
                                    "connect in 1 and 1",
                                    "end of 1",
                                    "end of 2",
                                    "end of 3",
                                    "end of 4",
                                    "disconnect in 5",
                                    "end of 5"));
        }
    }

    @Test
    void the_request_scope_that_a_thread_has_already_is_used_and_left_alone() {
        try (Beans beans = new Beans(PerCallback.class)) {
            RequestContextController outer = beans.bean(RequestContextController.class);
            outer.activate();
            try {
                PerCallback callback = beans.bean(PerCallback.class);
                int outside = callback.number();
                new RequestScope(beans.container.getBeanManager())
                        .run(() -> STEPS.add("inside is outside: " + (callback.number() == outside)));
                assertThat(callback.number()).isEqualTo(outside);
                assertThat(STEPS).containsExactly("inside is outside: true");
            } finally {
                outer.deactivate();
            }
        }
    }

    @Test
    void observers_hear_of_each_accepted_connection_and_of_its_end_in_the_scope_of_disconnect() {
        try (Beans beans = new Beans(PerCallback.class, Watching.class);
                WebSocketCommunicator client = beans.connected(Counting.class)) {
            assertThat(STEPS).contains("connect in 1 and 1", "opened /ws/of-beans true");
            client.disconnect();
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(STEPS).endsWith("disconnect in 2", "closed CLIENT in 2", "end of 2"));
        }
    }

    @Test
    void observers_hear_nothing_of_a_connection_that_was_denied() {
        try (Beans beans = new Beans(PerCallback.class, Watching.class);
                WebSocketCommunicator client = beans.of(Denying.class).build()) {
            assertThat(client.connect().status()).isEqualTo(401);
            client.disconnected();
            assertThat(STEPS).isEmpty();
        }
    }

    @Test
    void an_observer_that_fails_does_no_harm_to_the_connection() {
        try (Beans beans = new Beans(PerCallback.class, Failing.class);
                WebSocketCommunicator client = beans.connected(Counting.class)) {
            client.sendText("?");
            assertThat(client.receiveText()).isEqualTo("text in 2");
            client.disconnect();
            assertThat(client.failure()).isEmpty();
        }
    }

    @Test
    void callbacks_run_on_after_the_end_of_the_CDI_container() {
        Beans beans = new Beans(PerCallback.class);
        RequestScope request = new RequestScope(beans.container.getBeanManager());
        beans.close();
        request.run(() -> STEPS.add("ran"));
        assertThat(STEPS).containsExactly("ran");
    }
}
