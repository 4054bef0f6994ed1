package ee.channels.examples;

import ee.channels.application.OverflowPolicy;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;

// tag::price-consumer[]
@WebSocketRoute("/ws/prices")
@Groups("prices")
@WebSocketOptions(outboundMessages = 50, overflow = OverflowPolicy.COALESCE)
public class PriceConsumer extends WebSocketConsumer {

    public record Price(String article, int cents) {}

    @Handles
    void priceChanged(Price price) {
        send(price.article() + " " + price.cents(), price.article());
    }

    @Handles("market.notice")
    void tell(Message notice) {
        send(notice.getString("text"));
    }

    @Handles
    void marketClosed() {
        close(1000, "Closed for today");
    }
}
// end::price-consumer[]
