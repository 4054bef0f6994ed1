package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private final Agenda agenda = new Agenda();
    private final LocalChannel channel = new LocalChannel(
            new LocalChannels(
                    new LocalLimits(
                            ChannelCapacities.parse("channel-capacity", 1, ""),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            1),
                    new LayerContext("default", new FakeClock(), new LayerCounters()),
                    group -> {}),
            "jobs",
            false);

    @Test
    void what_is_due_comes_in_the_order_of_time_and_nothing_before_its_tick() {
        Agenda.Entry late = agenda.add(channel, 20);
        Agenda.Entry early = agenda.add(channel, 10);

        assertThat(agenda.poll(9)).isNull();
        assertThat(agenda.poll(10)).isSameAs(early);
        assertThat(agenda.poll(19)).isNull();
        assertThat(agenda.poll(30)).isSameAs(late);
        assertThat(agenda.poll(30)).isNull();
    }

    @Test
    void issued_names_are_due_in_their_turn_and_those_dropped_are_not() {
        Agenda.Entry dropped = agenda.addLast(channel, 10);
        Agenda.Entry first = agenda.addLast(channel, 10);
        Agenda.Entry second = agenda.addLast(channel, 11);
        dropped.drop();

        assertThat(agenda.poll(9)).isNull();
        assertThat(agenda.size()).as("without the dropped one").isEqualTo(2);
        assertThat(agenda.poll(10)).isSameAs(first);
        assertThat(agenda.poll(10)).isNull();
        assertThat(agenda.poll(11)).isSameAs(second);
    }

    @Test
    void ticks_that_turn_negative_on_the_way_keep_their_order() {
        long now = Long.MAX_VALUE - 15;
        Agenda.Entry beyond = agenda.add(channel, now + 20);
        Agenda.Entry before = agenda.add(channel, now + 10);
        assertThat(now + 20).isNegative();

        assertThat(agenda.poll(now)).isNull();
        assertThat(agenda.poll(now + 20)).isSameAs(before);
        assertThat(agenda.poll(now + 20)).isSameAs(beyond);
    }

    @Test
    void what_was_dropped_is_never_due_and_takes_no_room_once_it_is_first() {
        Agenda.Entry dropped = agenda.add(channel, 10);
        Agenda.Entry stays = agenda.add(channel, 20);
        dropped.drop();

        assertThat(agenda.poll(15)).isNull();
        assertThat(agenda.size()).isOne();
        assertThat(agenda.poll(20)).isSameAs(stays);
    }
}
