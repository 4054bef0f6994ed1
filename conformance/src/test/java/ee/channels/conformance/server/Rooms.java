package ee.channels.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;

/** What is asked of applications with a {@link RoomConsumer}. */
final class Rooms {

    private Rooms() {}

    /** What is said in either of two applications is heard in both: they have one layer. */
    static void share(Site one, Site other) {
        try (Client inOne = one.open("/ws/room");
                Client inOther = other.open("/ws/room")) {
            inOne.send("from one");
            assertThat(inOne.next()).isEqualTo("text from one");
            assertThat(inOther.next()).isEqualTo("text from one");
            inOther.send("from the other");
            assertThat(inOne.next()).isEqualTo("text from the other");
            assertThat(inOther.next()).isEqualTo("text from the other");
        }
    }

    /** What is said in one application is not heard in another: each has a layer of its own. */
    static void areApart(Site one, Site other) {
        try (Client inOne = one.open("/ws/room");
                Client inOther = other.open("/ws/room")) {
            inOne.send("from one");
            assertThat(inOne.next()).isEqualTo("text from one");
            inOther.send("from the other");
            assertThat(inOther.next()).isEqualTo("text from the other");
        }
    }

    /** What is said in an application is heard there. */
    static void works(Site site) {
        try (Client client = site.open("/ws/room")) {
            client.send("alone");
            assertThat(client.next()).isEqualTo("text alone");
        }
    }
}
