package ee.channels.examples;

import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import java.util.Optional;

// tag::cart-consumer[]
@WebSocketRoute("/ws/cart")
public class CartConsumer extends WebSocketConsumer {

    @Override
    protected void connect() {
        if (scope().session().exists()) {
            accept();
        } else {
            deny(401);
        }
    }

    @Override
    protected void receive(String article) {
        Optional<Object> last = scope().session().get("last");
        scope().session().set("last", article);
        last.ifPresent(before -> send("before: " + before));
    }
}
// end::cart-consumer[]
