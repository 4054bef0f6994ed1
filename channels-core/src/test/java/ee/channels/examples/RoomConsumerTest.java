package ee.channels.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.GroupName;
import ee.channels.message.Message;
import ee.channels.testing.WebSocketCommunicator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomConsumerTest {

    private final ChannelLayers layers =
            new ChannelLayers(List.of(), Ticker.system()).bind(getClass().getClassLoader());

    @AfterEach
    void close() {
        layers.close();
    }

    // tag::communicator[]
    @Test
    void what_is_said_in_a_room_comes_back_to_it() {
        try (WebSocketCommunicator client = WebSocketCommunicator.of(RoomConsumer.class)
                .path("/ws/room/lobby")
                .connected()) {
            client.sendText("hello");
            assertThat(client.receiveText()).isEqualTo("hello");
        }
    }
    // end::communicator[]

    @Test
    void members_of_a_room_hear_each_other_and_another_room_hears_nothing() {
        try (WebSocketCommunicator one = connected("/ws/room/tea%20room");
                WebSocketCommunicator other = connected("/ws/room/tea%20room");
                WebSocketCommunicator elsewhere = connected("/ws/room/cellar")) {
            one.sendText("hello");

            assertThat(one.receiveText()).isEqualTo("hello");
            assertThat(other.receiveText()).isEqualTo("hello");
            elsewhere.receiveNothing();
        }
    }

    @Test
    void a_message_from_outside_reaches_every_room() {
        try (WebSocketCommunicator one = connected("/ws/room/lobby");
                WebSocketCommunicator other = connected("/ws/room/cellar")) {
            ChannelLayers.get()
                    .groupSend("broadcast", Message.of("group.notify").with("text", "Closing at four"));

            assertThat(one.receiveText()).isEqualTo("Closing at four");
            assertThat(other.receiveText()).isEqualTo("Closing at four");
        }
    }

    @Test
    void who_has_left_is_in_no_group_any_more() {
        try (WebSocketCommunicator one = connected("/ws/room/lobby");
                WebSocketCommunicator other = connected("/ws/room/lobby")) {
            one.disconnect();

            ChannelLayers.get()
                    .groupSend(
                            GroupName.of("chat", "lobby"),
                            Message.of("chat.message").with("text", "anybody?"));
            ChannelLayers.get()
                    .groupSend("broadcast", Message.of("group.notify").with("text", "everybody!"));

            assertThat(other.receiveText()).isEqualTo("anybody?");
            assertThat(other.receiveText()).isEqualTo("everybody!");
            one.receiveNothing();
        }
    }

    private WebSocketCommunicator connected(String path) {
        return WebSocketCommunicator.of(RoomConsumer.class)
                .layers(layers)
                .path(path)
                .deadline(Duration.ofSeconds(20))
                .connected();
    }
}
