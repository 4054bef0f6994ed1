package ee.channels.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.Middleware;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.testing.TestSession;
import ee.channels.testing.WebSocketCommunicator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConsumersTest {

    /** So that a busy machine fails no test; what the documentation shows has the default. */
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void an_order_is_changed_and_what_is_no_change_is_answered() {
        // tag::json-communicator[]
        try (WebSocketCommunicator client = WebSocketCommunicator.of(OrderConsumer.class)
                .path("/ws/order/7")
                .connected()) {
            client.sendJson(new OrderConsumer.Change("tea", 2));
            assertThat(client.receiveJson(OrderConsumer.Changed.class))
                    .isEqualTo(new OrderConsumer.Changed(7, "tea", 2));

            client.sendText("two of tea");
            assertThat(client.receiveText()).contains("no change of an order");
        }
        // end::json-communicator[]
    }

    @Test
    void an_order_without_a_number_has_no_route() {
        try (WebSocketCommunicator client = WebSocketCommunicator.of(OrderConsumer.class)
                .path("/ws/order/tea")
                .deadline(LONG)
                .build()) {
            assertThat(client.connect().status()).isEqualTo(404);
        }
    }

    @Test
    void prices_notices_and_the_end_of_the_market_come_from_outside() {
        try (ChannelLayers layers = new ChannelLayers(List.of(), Ticker.system())
                        .bind(getClass().getClassLoader());
                WebSocketCommunicator client = WebSocketCommunicator.of(PriceConsumer.class)
                        .layers(layers)
                        .path("/ws/prices")
                        .deadline(LONG)
                        .connected()) {
            new PriceFeed().changed("tea", 420);
            assertThat(client.receiveText()).isEqualTo("tea 420");
            ChannelLayers.get().groupSend("prices", Message.of("market.notice").with("text", "five minutes"));
            assertThat(client.receiveText()).isEqualTo("five minutes");
            ChannelLayers.get().groupSend("prices", Message.of("market.closed"));
            assertThat(client.receiveClose().code()).isEqualTo(1000);
        }
    }

    @Test
    void a_layer_that_is_away_is_told_to_the_client_whose_connection_stays() {
        Application notes = ConsumerApplication.of(NotesConsumer.class, new PlainConsumerFactory());
        AtomicReference<Handler> handler = new AtomicReference<>();
        Application watched = (scope, link) -> {
            handler.set(notes.open(scope, link));
            return handler.get();
        };
        try (ChannelLayers layers = new ChannelLayers(List.of(), Ticker.system());
                WebSocketCommunicator client = WebSocketCommunicator.of(watched)
                        .layers(layers)
                        .path("/ws/notes")
                        .deadline(LONG)
                        .connected()) {
            client.sendText("milk");
            assertThat(client.receiveText()).isEqualTo("milk");
            handler.get().gap(new Gap(Set.of("notes")));
            assertThat(client.receiveText()).isEqualTo("Notes may be missing. Load the page again.");

            layers.close();

            client.sendText("tea");
            assertThat(client.receiveText()).isEqualTo("Not sent. Try again in a moment.");
        }
    }

    @Test
    void middleware_tells_the_language_at_every_route_of_the_application() {
        // tag::application-communicator[]
        Application sockets =
                new Sockets().application(type -> ConsumerApplication.of(type, new PlainConsumerFactory()));
        try (WebSocketCommunicator client = WebSocketCommunicator.of(sockets)
                .path("/ws/public/greeting?lang=fr")
                .connected()) {
            client.sendText("Ann");
            assertThat(client.receiveText()).isEqualTo("Bonjour Ann");
        }
        // end::application-communicator[]
        try (WebSocketCommunicator client = WebSocketCommunicator.of(sockets)
                .path("/ws/greeting/2024")
                .deadline(LONG)
                .connected()) {
            client.sendText("Ann");
            assertThat(client.receiveText()).isEqualTo("Hello Ann");
        }
    }

    @Test
    void a_cart_needs_a_session_and_keeps_the_last_article_in_it() {
        // tag::session-communicator[]
        TestSession session = TestSession.alive();
        try (WebSocketCommunicator client = WebSocketCommunicator.of(CartConsumer.class)
                .path("/ws/cart")
                .session(session)
                .connected()) {
            client.sendText("tea");
            client.sendText("milk");
            assertThat(client.receiveText()).isEqualTo("before: tea");

            session.invalidate(); // a sign-out
            assertThat(client.receiveClose().code()).isEqualTo(4401);
        }
        // end::session-communicator[]
        try (WebSocketCommunicator client = WebSocketCommunicator.of(CartConsumer.class)
                .path("/ws/cart")
                .deadline(LONG)
                .build()) {
            assertThat(client.connect().status()).isEqualTo(401);
        }
    }

    /** As RouteClasses of channels-jakarta has it: what is routed by program is tried first, at every path. */
    @Test
    void middleware_around_a_program_does_not_wrap_a_class_beside_it_but_can_refuse_its_path() {
        Application chat = ConsumerApplication.of(ChatConsumer.class, new PlainConsumerFactory());
        Application program = UrlRouter.of(Route.path("/ws/mine", chat));
        Middleware tokens = new BearerToken(token -> Optional.of(() -> "ann"));

        assertThat(statusBeside(chat, tokens.around(program))).isEqualTo(401);
        assertThat(statusBeside(chat, UrlRouter.of(Route.prefix("/ws/mine", tokens.around(program)))))
                .isEqualTo(101);
    }

    private static int statusBeside(Application annotated, Application program) {
        Application both = UrlRouter.of(
                Route.prefix("/", program), Route.prefix("/", UrlRouter.of(Route.path("/ws/chat", annotated))));
        try (WebSocketCommunicator client =
                WebSocketCommunicator.of(both).path("/ws/chat").deadline(LONG).build()) {
            return client.connect().status();
        }
    }
}
