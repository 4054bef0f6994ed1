package ee.channels.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.Frame;
import ee.channels.application.Handler;
import ee.channels.message.JsonException;
import ee.channels.message.Message;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWebSocketConsumerTest {

    private final RecordingLink link = new RecordingLink();

    @Test
    void json_is_bound_to_a_record_and_answered_in_json() {
        Handler handler = connect(LineEcho.class);
        handler.text("{\"text\":\"hi\",\"count\":2}");
        assertThat(link.events).containsExactly("accept", "text {\"count\":2,\"text\":\"hi\"}");
    }

    @Test
    void what_all_members_of_a_group_send_on_is_written_as_json_once() {
        Message shared = Message.of("line", new Line("hi", 2)).shared();
        connect(LineEcho.class).message(shared);
        connect(LineEcho.class).message(shared);
        connect(LineEcho.class).text("{\"text\":\"hi\",\"count\":2}");

        List<String> texts =
                link.frames.stream().map(frame -> ((Frame.Text) frame).text()).toList();
        assertThat(texts).containsOnly("{\"count\":2,\"text\":\"hi\"}");
        assertThat(texts.get(1)).isSameAs(texts.get(0));
        assertThat(texts.get(2)).isNotSameAs(texts.get(0));
    }

    @Test
    void a_coalesce_key_goes_with_json() {
        connect(Keyed.class);
        assertThat(link.events).containsExactly("accept", "text [1,2] key list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"text\":", "hello", "[1,", "{\"text\":\"a\"} x"})
    void malformed_json_closes_with_1007_and_a_fixed_phrase(String text) {
        connect(LineEcho.class).text(text);
        assertThat(link.events).containsExactly("accept", "close 1007 malformed message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"count\":\"many\"}", "[]", "5", "\"text\""})
    void a_value_that_does_not_bind_closes_with_1007(String text) {
        connect(LineEcho.class).text(text);
        assertThat(link.events).containsExactly("accept", "close 1007 malformed message");
    }

    @Test
    void the_literal_null_is_malformed() {
        connect(LineEcho.class).text("null");
        assertThat(link.events).containsExactly("accept", "close 1007 malformed message");
    }

    @Test
    void a_binary_frame_closes_with_1003_and_a_fixed_phrase() {
        connect(LineEcho.class).binary(ByteBuffer.wrap(new byte[] {'{', '}'}));
        assertThat(link.events).containsExactly("accept", "close 1003 text messages only");
    }

    @Test
    void malformed_and_binary_can_be_answered_otherwise() {
        Handler handler = connect(Forgiving.class);
        handler.text("{");
        handler.binary(ByteBuffer.allocate(2));
        handler.text("{\"text\":\"ok\"}");
        assertThat(link.events).containsExactly("accept", "text what is {", "text binary 2", "text ok");
    }

    @Test
    void an_exception_of_receiveJson_is_not_malformed_even_if_it_is_one_of_json() {
        Handler handler = connect(Failing.class);
        assertThatThrownBy(() -> handler.text("{\"text\":\"{\"}")).isInstanceOf(JsonException.class);
        assertThat(link.events).containsExactly("accept");
    }

    @Test
    void every_kind_of_type_is_resolved_from_the_class() {
        connect(OfList.class).text("[{\"text\":\"a\"},{\"text\":\"b\"}]");
        connect(OfMap.class).text("{\"a\":{\"text\":\"b\"}}");
        connect(OfString.class).text("\"plain\"");
        connect(OfEnum.class).text("\"RED\"");
        connect(OfClass.class).text("{\"name\":\"bean\"}");
        connect(Nested.class).text("[{\"text\":\"nested\"}]");
        connect(Swapped.class).text("{\"text\":\"swapped\"}");
        connect(OfArray.class).text("[{\"text\":\"array\"}]");
        assertThat(link.events)
                .filteredOn(event -> event.startsWith("text"))
                .containsExactly(
                        "text [Line[text=a, count=0], Line[text=b, count=0]]",
                        "text {a=Line[text=b, count=0]}",
                        "text plain",
                        "text RED",
                        "text bean",
                        "text Line[text=nested, count=0]",
                        "text swapped",
                        "text Line[text=array, count=0]");
    }

    @Test
    void a_type_that_cannot_be_told_is_refused_at_deployment() {
        refused(Raw.class);
        refused(Open.class);
        refused(OpenInside.class);
    }

    @Test
    void a_type_that_is_not_public_is_refused_at_deployment_since_json_b_cannot_make_it() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConsumerApplication.of(OfHidden.class, new PlainConsumerFactory()))
                .withMessageContaining("OfHidden")
                .withMessageContaining("JsonWebSocketConsumerTest$Hidden")
                .withMessageContaining("declare it public");
    }

    private static void refused(Class<? extends WebSocketConsumer> type) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConsumerApplication.of(type, new PlainConsumerFactory()))
                .withMessageContaining(type.getSimpleName())
                .withMessageContaining("JsonWebSocketConsumer<SomeType>");
    }

    private Handler connect(Class<? extends WebSocketConsumer> type) {
        RecordingLink fresh = new RecordingLink();
        Handler handler = ConsumerApplication.of(type, new PlainConsumerFactory())
                .open(Scope.builder("/").build(), new ee.channels.application.ForwardingLink(link) {
                    @Override
                    public void accept(java.util.Optional<String> subprotocol, ee.channels.scope.Headers headers) {
                        fresh.accept(subprotocol, headers);
                        link.events.add("accept");
                    }
                });
        handler.connect();
        return handler;
    }

    public record Line(String text, int count) {}

    public enum Colour {
        RED
    }

    record Hidden(String text) {}

    static class OfHidden extends Shown<Map<String, List<Hidden[]>>> {}

    public static class Bean {
        public String name = "";
    }

    static class LineEcho extends JsonWebSocketConsumer<Line> {
        @Override
        protected void receiveJson(Line line) {
            sendJson(line);
        }

        @Handles
        void line(Line line) {
            sendJson(line);
        }
    }

    static class Keyed extends LineEcho {
        @Override
        protected void connect() {
            accept();
            sendJson(List.of(1, 2), "list");
        }
    }

    static class Forgiving extends JsonWebSocketConsumer<Line> {
        @Override
        protected void receiveJson(Line line) {
            send(line.text());
        }

        @Override
        protected void malformed(String text, JsonException problem) {
            send("what is " + text);
        }

        @Override
        protected void receive(ByteBuffer bytes) {
            send("binary " + bytes.remaining());
        }
    }

    static class Failing extends JsonWebSocketConsumer<Line> {
        @Override
        protected void receiveJson(Line line) {
            ee.channels.message.Json.decode(line.text(), Line.class);
        }
    }

    abstract static class Shown<T> extends JsonWebSocketConsumer<T> {
        @Override
        protected void receiveJson(T value) {
            send(value.toString());
        }
    }

    static class OfList extends Shown<List<Line>> {}

    static class OfMap extends Shown<Map<String, Line>> {}

    static class OfString extends Shown<String> {}

    static class OfEnum extends Shown<Colour> {}

    static class OfClass extends JsonWebSocketConsumer<Bean> {
        @Override
        protected void receiveJson(Bean bean) {
            send(bean.name);
        }
    }

    abstract static class ListOf<X> extends JsonWebSocketConsumer<List<X>> {}

    static class Nested extends ListOf<Line> {
        @Override
        protected void receiveJson(List<Line> lines) {
            Line first = lines.get(0);
            send(first.toString());
        }
    }

    abstract static class Pair<A, B> extends JsonWebSocketConsumer<B> {}

    abstract static class Flipped<B, A> extends Pair<A, B> {}

    static class Swapped extends Flipped<Line, String> {
        @Override
        protected void receiveJson(Line line) {
            send(line.text());
        }
    }

    static class OfArray extends JsonWebSocketConsumer<Line[]> {
        @Override
        protected void receiveJson(Line[] lines) {
            send(lines[0].toString());
        }
    }

    @SuppressWarnings("rawtypes")
    static class Raw extends JsonWebSocketConsumer {
        @Override
        protected void receiveJson(Object value) {}
    }

    static class Open<T> extends Shown<T> {}

    static class OpenInside<T> extends Shown<List<T>> {}
}
