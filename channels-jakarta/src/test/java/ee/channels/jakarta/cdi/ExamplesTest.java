package ee.channels.jakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.jakarta.examples.StockConsumer;
import ee.channels.jakarta.examples.Warehouse;
import ee.channels.testing.WebSocketCommunicator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The examples of the documentation do what it says. */
final class ExamplesTest {

    @Test
    void a_consumer_asks_a_bean_and_hears_of_its_changes() {
        try (Beans beans = new Beans(Warehouse.class);
                WebSocketCommunicator client = beans.connected(StockConsumer.class)) {
            Warehouse warehouse = beans.bean(Warehouse.class);
            client.sendText("tea");
            assertThat(client.receiveText()).isEqualTo("tea: 7");
            warehouse.delivered("tea", 3);
            assertThat(client.receiveText()).isEqualTo("tea: 10");
            assertThat(warehouse.visitors()).isEqualTo(1);
            client.disconnect();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(warehouse.visitors()).isZero());
        }
    }
}
