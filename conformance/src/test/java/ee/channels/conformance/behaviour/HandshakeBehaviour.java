package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.server.Server;
import ee.channels.conformance.suite.Conformance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import org.junit.jupiter.api.Test;

@Conformance
class HandshakeBehaviour {

    @Test
    void a_route_opens_below_a_context_path(Server server) {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create(server.http().toString().replaceFirst("http", "ws") + "conformance/ws/echo"),
                        new WebSocket.Listener() {})
                .join();
        assertThat(socket.isOutputClosed()).isFalse();
        socket.abort();
    }
}
