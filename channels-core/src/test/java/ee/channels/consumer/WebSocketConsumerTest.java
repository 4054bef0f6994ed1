package ee.channels.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.application.CloseReason;
import ee.channels.application.Frame;
import ee.channels.application.Handler;
import ee.channels.layer.Gap;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebSocketConsumerTest {

    private static final CloseReason GONE = new CloseReason(1000, "", CloseReason.Cause.CLIENT);

    private final RecordingLink link = new RecordingLink();

    @Test
    void by_default_connect_accepts_and_frames_are_ignored() {
        Handler handler = open(Silent.class);
        handler.connect();
        handler.text("hello");
        handler.binary(ByteBuffer.allocate(3));
        handler.gap(new Gap(Set.of("g")));
        handler.disconnect(GONE);
        assertThat(link.events).containsExactly("accept");
    }

    @Test
    void text_and_bytes_reach_their_own_methods_and_come_back() {
        Handler handler = open(Echo.class);
        handler.connect();
        handler.text("hello");
        handler.text("");
        handler.binary(ByteBuffer.wrap("bytes".getBytes(UTF_8)));
        assertThat(link.events).containsExactly("accept", "text hello", "text ", "binary bytes");
    }

    @Test
    void every_connection_has_an_instance_of_its_own_that_keeps_state_in_fields() {
        ConsumerApplication<Counting> application = ConsumerApplication.of(Counting.class, new PlainConsumerFactory());
        RecordingLink other = new RecordingLink();
        Handler first = application.open(scope(), link);
        Handler second = application.open(scope(), other);
        first.connect();
        second.connect();
        first.text("");
        first.text("");
        second.text("");
        assertThat(link.events).containsExactly("accept", "text 1", "text 2");
        assertThat(other.events).containsExactly("accept", "text 1");
    }

    @Test
    void handlers_of_one_class_are_of_one_kind_and_of_two_classes_of_two() {
        assertThat(open(Echo.class).kind()).isEqualTo(open(Echo.class).kind());
        assertThat(open(Echo.class).kind()).isNotEqualTo(open(Counting.class).kind());
    }

    @Test
    void scope_and_channel_name_are_those_of_the_connection() {
        Handler handler = open(Introspecting.class);
        handler.connect();
        assertThat(link.events).containsExactly("accept", "text /ws/chat", "text specific.test!abc");
    }

    @Test
    void accept_chooses_one_of_the_offered_subprotocols() {
        Handler handler = open(SubprotocolChooser.class, scope("v1.chat", "v2.chat"));
        handler.connect();
        assertThat(link.events).containsExactly("accept v2.chat");
    }

    @Test
    void accept_with_a_subprotocol_that_was_not_offered_says_so_without_showing_the_offer() {
        Handler handler = open(SubprotocolChooser.class, scope("bearer.secret-token"));
        assertThatIllegalArgumentException()
                .isThrownBy(handler::connect)
                .withMessageContaining("did not offer sub-protocol \"v2.chat\"")
                .withMessageNotContaining("secret-token");
        assertThat(link.events).isEmpty();
    }

    @Test
    void headers_passed_to_accept_reach_the_link() {
        open(HeaderGiver.class).connect();
        assertThat(link.headers).isEqualTo(Headers.of("Set-Cookie", "a=b"));
    }

    @Test
    void deny_is_403_or_the_given_status_with_headers() {
        open(Denying.class).connect();
        assertThat(link.events).containsExactly("deny 403");

        RecordingLink other = new RecordingLink();
        ConsumerApplication.of(Unauthorized.class, new PlainConsumerFactory())
                .open(scope(), other)
                .connect();
        assertThat(other.events).containsExactly("deny 401");
        assertThat(other.headers.first("www-authenticate")).contains("Basic");
    }

    @Test
    void close_carries_code_and_reason() {
        Handler handler = open(Closing.class);
        handler.connect();
        handler.text("reason");
        handler.text("code");
        handler.text("plain");
        assertThat(link.events).containsExactly("accept", "close 4007 test reason", "close 4008", "close 1000");
    }

    @Test
    void a_coalesce_key_goes_with_the_frame() {
        Handler handler = open(Coalescing.class);
        handler.connect();
        assertThat(link.events).containsExactly("accept", "text 42 key price", "binary x key blob");
    }

    @Test
    void groups_of_the_annotation_are_joined_before_connect_runs() {
        open(Grouped.class).connect();
        assertThat(link.events).containsExactly("join broadcast", "join news", "join own", "accept", "leave own");
    }

    @Test
    void groups_are_inherited_unless_declared_anew() {
        open(InheritingGroups.class).connect();
        assertThat(link.events).startsWith("join broadcast", "join news");

        RecordingLink other = new RecordingLink();
        ConsumerApplication.of(OwnGroups.class, new PlainConsumerFactory())
                .open(scope(), other)
                .connect();
        assertThat(other.events).startsWith("join alone", "join own");
    }

    @Test
    void a_gap_reaches_the_consumer() {
        Handler handler = open(GapAware.class);
        handler.connect();
        handler.gap(new Gap(Set.of("chat")));
        assertThat(link.events).containsExactly("accept", "text gap in [chat]");
    }

    @Test
    void disconnect_gets_the_reason_and_then_the_instance_is_released_once() {
        RecordingFactory factory = new RecordingFactory();
        Handler handler = ConsumerApplication.of(Farewell.class, factory).open(scope(), link);
        handler.connect();
        handler.disconnect(new CloseReason(4401, "bye", CloseReason.Cause.SESSION_ENDED));
        assertThat(link.events).containsExactly("accept", "leave 4401 SESSION_ENDED");
        assertThat(factory.events).containsExactly("create Farewell", "release Farewell");
    }

    @Test
    void the_instance_is_released_even_if_disconnect_throws() {
        RecordingFactory factory = new RecordingFactory();
        Handler handler = ConsumerApplication.of(FailingFarewell.class, factory).open(scope(), link);
        handler.connect();
        assertThatThrownBy(() -> handler.disconnect(GONE)).hasMessage("no good bye");
        assertThat(factory.events).containsExactly("create FailingFarewell", "release FailingFarewell");
    }

    @Test
    void no_instance_is_made_for_a_connection_that_never_comes_to_connect() {
        RecordingFactory factory = new RecordingFactory();
        ConsumerApplication.of(Farewell.class, factory).open(scope(), link);
        assertThat(factory.events).isEmpty();
    }

    @Test
    void an_exception_of_the_constructor_passes_as_it_is_and_disconnect_has_nobody_to_tell() {
        Handler handler = open(FailingConstructor.class);
        assertThatThrownBy(handler::connect)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("not today");
        handler.disconnect(GONE);
        assertThat(link.events).isEmpty();
    }

    @Test
    void a_checked_exception_of_the_constructor_is_wrapped_with_its_cause() {
        Handler handler = open(CheckedConstructor.class);
        assertThatThrownBy(handler::connect).hasRootCauseMessage("checked");
    }

    @Test
    void disconnect_runs_after_a_connect_that_threw() {
        Handler handler = open(FailingConnect.class);
        assertThatThrownBy(handler::connect).hasMessage("connect failed");
        handler.disconnect(new CloseReason(500, "", CloseReason.Cause.ERROR));
        assertThat(link.events).containsExactly("leave 500 ERROR");
    }

    @Test
    void disconnect_of_the_class_does_not_run_if_its_connect_was_never_entered() {
        RecordingLink full = new RecordingLink();
        RecordingFactory factory = new RecordingFactory();
        Handler handler = ConsumerApplication.of(GroupedFarewell.class, factory)
                .open(scope(), new ee.channels.application.ForwardingLink(full) {
                    @Override
                    public void join(String group) {
                        throw new IllegalStateException("layer is away");
                    }
                });
        assertThatThrownBy(handler::connect).hasMessage("layer is away");
        handler.disconnect(GONE);
        assertThat(full.events).isEmpty();
        assertThat(factory.events).containsExactly("create GroupedFarewell", "release GroupedFarewell");
    }

    @Test
    void use_before_the_consumer_is_attached_is_a_clear_error() {
        assertThatIllegalStateException()
                .isThrownBy(() -> open(TooEarly.class).connect())
                .withMessageContaining("TooEarly is not attached to a connection yet")
                .withMessageContaining("connect()");
        List<Runnable> calls = Stranded.calls(new Stranded());
        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call::run)
                        .withMessageContaining("Stranded is not attached"));
    }

    @Test
    void one_instance_for_two_connections_is_refused() {
        Silent only = new Silent();
        ConsumerFactory singleton = new ConsumerFactory() {
            @Override
            public void check(Class<? extends ChannelConsumer> type) {}

            @Override
            public <C extends ChannelConsumer> Instance<C> create(Class<C> type) {
                return new Instance<>(type.cast(only), () -> {});
            }
        };
        ConsumerApplication<Silent> application = ConsumerApplication.of(Silent.class, singleton);
        application.open(scope(), link).connect();
        Handler second = application.open(scope(), new RecordingLink());
        assertThatIllegalStateException().isThrownBy(second::connect).withMessageContaining("@Dependent");
    }

    private Handler open(Class<? extends WebSocketConsumer> type) {
        return open(type, scope());
    }

    private Handler open(Class<? extends WebSocketConsumer> type, Scope scope) {
        return ConsumerApplication.of(type, new PlainConsumerFactory()).open(scope, link);
    }

    private static Scope scope(String... subprotocols) {
        return Scope.builder("/ws/chat").subprotocols(List.of(subprotocols)).build();
    }

    static final class RecordingFactory implements ConsumerFactory {
        final List<String> events = new ArrayList<>();

        @Override
        public void check(Class<? extends ChannelConsumer> type) {
            new PlainConsumerFactory().check(type);
        }

        @Override
        public <C extends ChannelConsumer> Instance<C> create(Class<C> type) {
            C made = new PlainConsumerFactory().create(type).consumer();
            events.add("create " + type.getSimpleName());
            return new Instance<>(made, () -> events.add("release " + type.getSimpleName()));
        }
    }

    static class Silent extends WebSocketConsumer {}

    static class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }

        @Override
        protected void receive(ByteBuffer bytes) {
            send(bytes);
        }
    }

    static class Counting extends WebSocketConsumer {
        private int count;

        @Override
        protected void receive(String text) {
            send(Integer.toString(++count));
        }
    }

    static class Introspecting extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send(scope().path());
            send(channelName());
        }
    }

    static class SubprotocolChooser extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept("v2.chat");
        }
    }

    static class HeaderGiver extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept(Optional.empty(), Headers.of("Set-Cookie", "a=b"));
        }
    }

    static class Denying extends WebSocketConsumer {
        @Override
        protected void connect() {
            deny();
        }
    }

    static class Unauthorized extends WebSocketConsumer {
        @Override
        protected void connect() {
            deny(401, Headers.of("WWW-Authenticate", "Basic"));
        }
    }

    static class Closing extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            switch (text) {
                case "reason" -> close(4007, "test reason");
                case "code" -> close(4008);
                default -> close();
            }
        }
    }

    static class Coalescing extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send("42", "price");
            send(Frame.binary(ByteBuffer.wrap("x".getBytes(UTF_8))).keyed("blob"));
        }
    }

    @Groups({"broadcast", "news"})
    static class Grouped extends WebSocketConsumer {
        @Override
        protected void connect() {
            joinGroup("own");
            accept();
            leaveGroup("own");
        }
    }

    static class InheritingGroups extends Grouped {}

    @Groups("alone")
    static class OwnGroups extends Grouped {}

    static class GapAware extends WebSocketConsumer {
        @Override
        protected void onGap(Gap gap) {
            send("gap in " + gap.groups());
        }
    }

    static class Farewell extends WebSocketConsumer {
        @Override
        protected void disconnect(CloseReason reason) {
            leaveGroup(reason.code() + " " + reason.cause());
        }
    }

    @Groups("one")
    static class GroupedFarewell extends Farewell {}

    static class FailingFarewell extends WebSocketConsumer {
        @Override
        protected void disconnect(CloseReason reason) {
            throw new UnsupportedOperationException("no good bye");
        }
    }

    static class FailingConstructor extends WebSocketConsumer {
        FailingConstructor() {
            throw new UnsupportedOperationException("not today");
        }
    }

    static class CheckedConstructor extends WebSocketConsumer {
        CheckedConstructor() throws Exception {
            throw new Exception("checked");
        }
    }

    static class FailingConnect extends Farewell {
        @Override
        protected void connect() {
            throw new UnsupportedOperationException("connect failed");
        }
    }

    static class TooEarly extends WebSocketConsumer {
        TooEarly() {
            send("hello?");
        }
    }

    static class Stranded extends WebSocketConsumer {
        static List<Runnable> calls(Stranded one) {
            return List.of(
                    one::scope,
                    one::channelLayer,
                    one::channelName,
                    () -> one.joinGroup("g"),
                    () -> one.leaveGroup("g"),
                    one::accept,
                    () -> one.accept("p"),
                    one::deny,
                    () -> one.send("text"),
                    () -> one.send(ByteBuffer.allocate(1)),
                    one::close);
        }
    }
}
