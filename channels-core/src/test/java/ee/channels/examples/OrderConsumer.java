package ee.channels.examples;

import ee.channels.consumer.JsonWebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.JsonException;

// tag::order-consumer[]
@WebSocketRoute("/ws/order/{id:int}")
public class OrderConsumer extends JsonWebSocketConsumer<OrderConsumer.Change> {

    public record Change(String article, int count) {}

    public record Changed(int order, String article, int count) {}

    public record Problem(String error) {}

    private int order;

    @Override
    protected void connect() {
        order = scope().pathInt("id");
        accept();
    }

    @Override
    protected void receiveJson(Change change) {
        sendJson(new Changed(order, change.article(), change.count()));
    }

    @Override
    protected void malformed(String text, JsonException problem) {
        sendJson(new Problem("no change of an order"));
    }
}
// end::order-consumer[]
