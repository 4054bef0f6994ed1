package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a thread meets that still holds a channel when it is retired. */
class LocalChannelTest {
    private final FakeClock clock = new FakeClock();
    private final LocalChannels channels = new LocalChannels(
            new LocalLimits(
                    ChannelCapacities.parse("channel-capacity", 3, ""),
                    Duration.ofSeconds(60),
                    Duration.ofHours(1),
                    10),
            new LayerContext("default", clock, new LayerCounters()),
            group -> {});

    private LocalChannel retired() {
        LocalChannel channel = new LocalChannel(channels, "process!1", true);
        channel.attach(new Inbox()).close();
        return channel;
    }

    @Test
    void a_retired_channel_joins_no_group() {
        assertThat(retired().join("room", 0)).isFalse();
        assertThat(channels.groups()).isEmpty();
    }

    @Test
    void a_retired_channel_takes_no_message() {
        FanOut message = new FanOut("process!1", Message.of("late"), channels.expiryFromNow());

        assertThat(retired().deliver(message)).isEqualTo(Outcome.GONE);
        assertThat(channels.due()).isZero();
    }

    @Test
    void a_retired_channel_takes_no_reader() {
        assertThat(retired().attach(new Inbox())).isNull();
    }

    @Test
    void a_closed_subscription_takes_nothing_from_a_thread_that_still_holds_it() {
        Inbox inbox = new Inbox();
        LocalSubscription subscription = new LocalChannel(channels, "process!1", true).attach(inbox);
        subscription.close();

        assertThat(subscription.offer(new FanOut("room", Message.of("late"), channels.expiryFromNow())))
                .isNull();
        assertThat(inbox.size()).isZero();
    }

    @Test
    void a_named_channel_that_was_retired_meanwhile_is_made_again() {
        channels.join("room", "jobs");
        channels.leave("room", "jobs");
        assertThat(channels.size()).isZero();

        channels.join("room", "jobs");

        assertThat(channels.hasMembers("room")).isTrue();
    }
}
