package ee.channels.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.testing.WebSocketCommunicator;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChatConsumerTest {

    @Test
    void what_is_said_comes_back_through_the_group() {
        try (WebSocketCommunicator client = WebSocketCommunicator.of(ChatConsumer.class)
                .path("/ws/chat")
                .deadline(Duration.ofSeconds(20))
                .connected()) {
            client.sendText("hello");

            assertThat(client.receiveText()).isEqualTo("hello");
        }
    }
}
