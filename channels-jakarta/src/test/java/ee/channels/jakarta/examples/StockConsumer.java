package ee.channels.jakarta.examples;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;
import jakarta.inject.Inject;

// tag::stock-consumer[]
@WebSocketRoute("/ws/stock")
@Groups("stock")
public class StockConsumer extends WebSocketConsumer {

    @Inject
    private Warehouse warehouse;

    @Override
    protected void receive(String article) {
        send(article + ": " + warehouse.inStock(article));
    }

    @Handles
    void stockChanged(Message message) {
        receive(message.getString("article"));
    }
}
// end::stock-consumer[]
