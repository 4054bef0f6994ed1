package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.Delivery;
import ee.channels.layer.Inbox;
import ee.channels.message.Message;
import org.junit.jupiter.api.Test;

class FanOutTest {
    private static final Message SENT = Message.of("hello");

    private final FanOut fanOut = new FanOut("room", SENT, 7);

    @Test
    void there_is_one_delivery_for_each_application_in_whatever_order_they_come() {
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        Inbox third = new Inbox();

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
    void the_last_subscriber_of_each_row_is_told_of_its_end() {
        Object application = new Object();
        Inbox one = new Inbox(application);
        Inbox two = new Inbox(application);
        Inbox other = new Inbox();

        fanOut.to(one);
        fanOut.to(two);
        assertThat(two.rows()).isZero();
        fanOut.to(other);
        assertThat(two.rows()).isOne();
        fanOut.close();
        fanOut.close();

        assertThat(one.rows()).isZero();
        assertThat(two.rows()).isOne();
        assertThat(other.rows()).isOne();
    }

    @Test
    void what_waits_for_a_reader_holds_no_conversion_of_an_application() {
        assertThat(fanOut.to(new Inbox()).message()).isNotSameAs(SENT);
        assertThat(fanOut.toLater().message()).isSameAs(SENT);
    }
}
