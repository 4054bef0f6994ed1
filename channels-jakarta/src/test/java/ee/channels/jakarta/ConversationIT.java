package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class ConversationIT {

    @WebSocketRoute("/ws/echo")
    static final class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }

        @Override
        protected void receive(ByteBuffer bytes) {
            send(bytes);
        }
    }

    @Test
    void text_and_bytes_come_back() {
        try (Server server = Server.of(Echo.class)) {
            Client client = Client.open(server, "/ws/echo");
            assertThat(client.send("hello").next()).isEqualTo("text hello");
            assertThat(client.send(new byte[] {1, 2, 3}).next()).isEqualTo("binary 3");
            client.close(1000, "bye");
            assertThat(client.next()).isEqualTo("close 1000 bye");
        }
    }
}
