package ee.channels.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.Handler;
import ee.channels.message.Message;
import ee.channels.scope.Scope;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class HandlerTableTest {

    private final RecordingLink link = new RecordingLink();

    @Test
    void the_type_is_derived_from_the_methods_name_or_given_outright() {
        assertThat(types(Naming.class)).containsExactly("chat.message", "group.notify", "order.u.r.l", "ping", "x.y");
    }

    @Test
    void handlers_of_any_visibility_and_parameter_are_called() {
        Connected<Visibilities> connected = connect(Visibilities.class);
        connected.handler.message(Message.of("a"));
        connected.handler.message(Message.of("b").with("text", "B"));
        connected.handler.message(Message.of("c").with("text", "C"));
        connected.handler.message(Message.of("d").with("name", "D").with("count", 3));
        assertThat(link.events).containsExactly("accept", "text private", "text B", "text C", "text D 3");
    }

    @Test
    void what_is_not_annotated_cannot_be_reached_by_any_type() {
        try (LogRecorder log = new LogRecorder(MessageDispatch.class)) {
            Connected<Naming> connected = connect(Naming.class);
            for (String type :
                    List.of("send", "close", "accept", "connect", "secret.method", "to.string", "hash.code")) {
                connected.handler.message(Message.of(type));
            }
            assertThat(link.events).containsExactly("accept");
            assertThat(connected.application.unhandledMessages()).isEqualTo(7);
            assertThat(log.records).hasSize(7);
        }
    }

    @Test
    void an_unknown_type_is_counted_and_logged_once_and_the_connection_stays() {
        try (LogRecorder log = new LogRecorder(MessageDispatch.class)) {
            Connected<Naming> connected = connect(Naming.class);
            connected.handler.message(Message.of("no.such"));
            connected.handler.message(Message.of("no.such"));
            connected.handler.message(Message.of("ping"));
            assertThat(link.events).containsExactly("accept", "text pong");
            assertThat(connected.application.unhandledMessages()).isEqualTo(2);
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("HandlerTableTest$Naming", "\"no.such\"", "chat.message");
            assertThat(log.records.get(0).getLevel()).isEqualTo(Level.WARNING);
        }
    }

    @Test
    void the_memory_of_logged_types_is_bounded() {
        SeenTypes seen = new SeenTypes();
        assertThat(seen.isFirst("a")).isTrue();
        assertThat(seen.isFirst("a")).isFalse();
        for (int i = 1; i < SeenTypes.MAX_TYPES; i++) {
            assertThat(seen.isFirst("type." + i)).isTrue();
        }
        assertThat(seen.isFirst("one.more")).isFalse();
    }

    @Test
    void a_message_that_does_not_bind_is_counted_and_logged_once_and_the_connection_stays() {
        try (LogRecorder log = new LogRecorder(MessageDispatch.class)) {
            Connected<Visibilities> connected = connect(Visibilities.class);
            connected.handler.message(Message.of("d").with("name", "D").with("count", "many"));
            connected.handler.message(Message.of("d").with("name", "D").with("count", "many"));
            connected.handler.message(Message.of("a"));
            assertThat(link.events).containsExactly("accept", "text private");
            assertThat(connected.application.unboundMessages()).isEqualTo(2);
            assertThat(log.messages()).singleElement().asString().contains("\"d\"", "Visibilities");
        }
    }

    @Test
    void an_exception_of_a_handler_passes_as_it_is() {
        Connected<Failing> connected = connect(Failing.class);
        assertThatThrownBy(() -> connected.handler.message(Message.of("unchecked")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("as it is");
        assertThatThrownBy(() -> connected.handler.message(Message.of("error"))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> connected.handler.message(Message.of("checked")))
                .hasMessageContaining("Failing.checked threw a checked exception")
                .hasRootCauseMessage("wrapped");
    }

    @Test
    void an_overriding_method_takes_the_place_of_the_one_it_overrides() {
        Connected<Child> connected = connect(Child.class);
        assertThat(types(Child.class)).containsExactly("base.only", "moved", "plain", "silent");
        for (String type : List.of("base.only", "moved", "plain", "silent")) {
            connected.handler.message(Message.of(type));
        }
        assertThat(link.events)
                .containsExactly(
                        "accept",
                        "text base.only of Base",
                        "text again",
                        "text plain of Child",
                        "text silent of Child");
    }

    @Test
    void a_private_method_of_the_same_name_further_up_is_a_handler_of_its_own() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> types(PrivateTwin.class))
                .withMessageContaining("PrivateTwin.twin")
                .withMessageContaining("PrivateBase.twin");
    }

    @Test
    void a_parameter_of_a_type_variable_is_what_it_stands_for() {
        Connected<OfOrder> connected = connect(OfOrder.class);
        connected.handler.message(Message.of("thing").with("name", "n").with("count", 7));
        connected.handler.message(Message.of("other").with("name", "o").with("count", 8));
        assertThat(link.events).containsExactly("accept", "text n", "text Order[name=o, count=8]");
    }

    @Test
    void default_methods_of_interfaces_are_handlers_too() {
        Connected<Mixed> connected = connect(Mixed.class);
        connected.handler.message(Message.of("mixed.in"));
        assertThat(connected.application.unhandledMessages()).isZero();
        assertThat(Mixin.calls).containsExactly("Mixed");
    }

    @Test
    void a_map_takes_any_message() {
        Connected<MapHandler> connected = connect(MapHandler.class);
        connected.handler.message(Message.of("any").with("a", "b"));
        assertThat(link.events).containsExactly("accept", "text b");
    }

    @Test
    void two_handlers_for_one_type_are_refused_with_both_names() {
        refused(TwoForOne.class, "TwoForOne.chatMessage", "TwoForOne.other", "\"chat.message\"");
    }

    @Test
    void bad_signatures_are_refused_with_class_and_method() {
        refused(TwoParameters.class, "TwoParameters.bad", "more than one parameter");
        refused(Static.class, "Static.bad", "is static");
        refused(Returning.class, "Returning.bad", "returns something");
        refused(Scalar.class, "Scalar.bad", "parameter of type int");
        refused(Listing.class, "Listing.bad", "java.util.List");
        refused(Texting.class, "Texting.bad", "java.lang.String");
        refused(Hidden.class, "Hidden.bad", "HandlerTableTest$Secret", "declare it public");
    }

    @Test
    void types_that_begin_with_an_underscore_or_a_dot_are_refused() {
        refused(Underscore.class, "Underscore.bad", "_private");
        refused(Dot.class, "Dot.bad", ".private");
        refused(UnderscoreName.class, "UnderscoreName._bad");
    }

    @Test
    void a_class_that_is_no_consumer_is_refused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConsumerApplication.consumerClass(NoConsumer.class))
                .withMessageContaining("NoConsumer is no consumer")
                .withMessageContaining("thing");
    }

    @Test
    void websocket_send_goes_to_the_client_as_it_is() {
        Connected<Naming> connected = connect(Naming.class);
        connected.handler.message(Message.of("websocket.send").with("text", "hi"));
        connected.handler.message(Message.of("websocket.send").with("bytes", "raw".getBytes(UTF_8)));
        connected.handler.message(
                Message.of("websocket.send").with("text", null).with("bytes", "both".getBytes(UTF_8)));
        assertThat(link.events).containsExactly("accept", "text hi", "binary raw", "binary both");
    }

    @Test
    void websocket_close_kicks_the_client() {
        Connected<Naming> connected = connect(Naming.class);
        connected.handler.message(Message.of("websocket.close"));
        connected.handler.message(
                Message.of("websocket.close").with("code", 4003).with("reason", "kicked"));
        assertThat(link.events).containsExactly("accept", "kick 1000", "kick 4003 kicked");
    }

    @Test
    void malformed_built_in_messages_are_counted_and_harmless() {
        try (LogRecorder log = new LogRecorder(MessageDispatch.class)) {
            Connected<Naming> connected = connect(Naming.class);
            connected.handler.message(Message.of("websocket.send"));
            connected.handler.message(Message.of("websocket.send").with("text", 5));
            connected.handler.message(Message.of("websocket.close").with("code", "soon"));
            connected.handler.message(Message.of("websocket.close").with("code", 1006));
            connected.handler.message(Message.of("websocket.close").with("code", 1L << 40));
            connected.handler.message(Message.of("websocket.close").with("reason", 1));
            assertThat(link.events).containsExactly("accept");
            assertThat(connected.application.unboundMessages()).isEqualTo(6);
            assertThat(log.records).hasSize(2);
        }
    }

    @Test
    void a_class_may_handle_the_built_in_types_itself() {
        Connected<OwnBuiltIns> connected = connect(OwnBuiltIns.class);
        connected.handler.message(Message.of("websocket.send").with("text", "hi"));
        connected.handler.message(Message.of("websocket.close").with("code", 4003));
        assertThat(link.events).containsExactly("accept", "text own hi", "text own close");
    }

    private record Connected<C extends WebSocketConsumer>(ConsumerApplication<C> application, Handler handler) {}

    private <C extends WebSocketConsumer> Connected<C> connect(Class<C> type) {
        ConsumerApplication<C> application = ConsumerApplication.of(type, new PlainConsumerFactory());
        Handler handler = application.open(Scope.builder("/").build(), link);
        handler.connect();
        return new Connected<>(application, handler);
    }

    private static List<String> types(Class<?> type) {
        return List.copyOf(HandlerTable.of(GenericTypes.of(type)).types());
    }

    private static void refused(Class<? extends WebSocketConsumer> type, String... parts) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConsumerApplication.of(type, new PlainConsumerFactory()))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    static class Naming extends WebSocketConsumer {
        @Handles
        void chatMessage(Message message) {}

        @Handles
        void group_notify() {}

        @Handles
        void orderURL() {}

        @Handles
        void ping() {
            send("pong");
        }

        @Handles("x.y")
        void named() {}

        void secretMethod(Message message) {
            send("reached");
        }
    }

    public record Order(String name, int count) {}

    static class Visibilities extends WebSocketConsumer {
        @Handles
        private void a() {
            send("private");
        }

        @Handles
        protected void b(Message message) {
            send(message.getString("text"));
        }

        @Handles
        public void c(Message message) {
            send(message.getString("text"));
        }

        @Handles
        void d(Order order) {
            send(order.name() + " " + order.count());
        }
    }

    static class Failing extends WebSocketConsumer {
        @Handles
        void unchecked() {
            throw new UnsupportedOperationException("as it is");
        }

        @Handles
        void error() {
            throw new AssertionError("as it is");
        }

        @Handles
        void checked() throws Exception {
            throw new Exception("wrapped");
        }
    }

    static class Base extends WebSocketConsumer {
        @Handles
        void baseOnly(Message message) {
            send(message.type() + " of Base");
        }

        @Handles
        void plain(Message message) {
            send(message.type() + " of Base");
        }

        @Handles
        void silent(Message message) {
            send(message.type() + " of Base");
        }

        @Handles("renamed")
        void again() {
            send("never");
        }
    }

    static class Child extends Base {
        @Handles
        @Override
        void plain(Message message) {
            send(message.type() + " of Child");
        }

        @Override
        void silent(Message message) {
            send(message.type() + " of Child");
        }

        @Handles("moved")
        @Override
        void again() {
            send("again");
        }
    }

    static class PrivateBase extends WebSocketConsumer {
        @Handles
        private void twin() {}
    }

    static class PrivateTwin extends PrivateBase {
        @Handles
        void twin() {}
    }

    abstract static class Of<T> extends WebSocketConsumer {
        @Handles
        void thing(T value) {
            send("never");
        }

        @Handles
        void other(T value) {
            send(value.toString());
        }
    }

    static class OfOrder extends Of<Order> {
        @Handles
        @Override
        void thing(Order order) {
            send(order.name());
        }
    }

    interface Mixin {
        List<String> calls = new java.util.concurrent.CopyOnWriteArrayList<>();

        @Handles
        default void mixedIn() {
            calls.add(getClass().getSimpleName());
        }
    }

    static class Mixed extends WebSocketConsumer implements Mixin {}

    static class MapHandler extends WebSocketConsumer {
        @Handles
        void any(Map<String, Object> fields) {
            send((String) fields.get("a"));
        }
    }

    static class TwoForOne extends WebSocketConsumer {
        @Handles
        void chatMessage() {}

        @Handles("chat.message")
        void other() {}
    }

    static class TwoParameters extends WebSocketConsumer {
        @Handles
        void bad(Message one, Message two) {}
    }

    static class Static extends WebSocketConsumer {
        @Handles
        static void bad() {}
    }

    static class Returning extends WebSocketConsumer {
        @Handles
        String bad() {
            return "";
        }
    }

    static class Scalar extends WebSocketConsumer {
        @Handles
        void bad(int number) {}
    }

    static class Listing extends WebSocketConsumer {
        @Handles
        void bad(List<String> all) {}
    }

    static class Texting extends WebSocketConsumer {
        @Handles
        void bad(String text) {}
    }

    record Secret(String text) {}

    static class Hidden extends WebSocketConsumer {
        @Handles
        void bad(Secret secret) {}
    }

    static class Underscore extends WebSocketConsumer {
        @Handles("_private")
        void bad() {}
    }

    static class Dot extends WebSocketConsumer {
        @Handles(".private")
        void bad() {}
    }

    static class UnderscoreName extends WebSocketConsumer {
        @Handles
        void _bad() {}
    }

    static class NoConsumer {
        @Handles
        void thing() {}
    }

    static class OwnBuiltIns extends WebSocketConsumer {
        @Handles
        void websocketSend(Message message) {
            send("own " + message.getString("text"));
        }

        @Handles("websocket.close")
        void kicked() {
            send("own close");
        }
    }
}
