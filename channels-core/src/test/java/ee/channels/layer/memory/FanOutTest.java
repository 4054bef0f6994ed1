package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.Delivery;
import ee.channels.message.Message;
import org.junit.jupiter.api.Test;

class FanOutTest {
    private static final Message SENT = Message.of("hello");

    private final FanOut fanOut = new FanOut("room", SENT, 7);

    @Test
    void there_is_one_delivery_for_each_application_in_whatever_order_they_come() {
        Object first = new Object();
        Object second = new Object();
        Object third = new Object();

        Delivery one = fanOut.to(first);
        Delivery two = fanOut.to(second);
        Delivery three = fanOut.to(third);

        assertThat(one).isEqualTo(new Delivery("room", SENT, 7)).isNotSameAs(two);
        assertThat(fanOut.to(second)).isSameAs(two).isNotSameAs(three);
        assertThat(fanOut.to(first)).isSameAs(one);
        assertThat(fanOut.to(third)).isSameAs(three);
        assertThat(one.message()).isNotSameAs(two.message());
    }

    @Test
    void what_waits_for_a_reader_holds_no_conversion_of_an_application() {
        assertThat(fanOut.to(this).message()).isNotSameAs(SENT);
        assertThat(fanOut.toLater().message()).isSameAs(SENT);
    }
}
