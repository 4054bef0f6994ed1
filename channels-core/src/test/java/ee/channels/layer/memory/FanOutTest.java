package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.Inbox;
import ee.channels.layer.Subscriber;
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
        Told one = new Told(application);
        Told two = new Told(application);
        Told other = new Told(new Object());

        fanOut.to(one);
        fanOut.to(two);
        assertThat(two.times).isZero();
        fanOut.to(other);
        assertThat(two.times).isOne();
        fanOut.end();
        fanOut.end();

        assertThat(one.times).isZero();
        assertThat(two.times).isOne();
        assertThat(other.times).isOne();
    }

    /** Counts how often it was told. */
    private static final class Told implements Subscriber {
        private final Object application;
        private int times;

        private Told(Object application) {
            this.application = application;
        }

        @Override
        public Object application() {
            return application;
        }

        @Override
        public boolean offer(Delivery delivery) {
            return true;
        }

        @Override
        public void offered() {
            times++;
        }

        @Override
        public void gap(Gap gap) {}
    }

    @Test
    void what_waits_for_a_reader_holds_no_conversion_of_an_application() {
        assertThat(fanOut.to(new Inbox()).message()).isNotSameAs(SENT);
        assertThat(fanOut.toLater().message()).isSameAs(SENT);
    }
}
