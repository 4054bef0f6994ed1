package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.layer.ChannelCapacities;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a layer that spans processes uses beyond what the in-memory layer shows. */
class LocalChannelsTest {
    private final FakeClock clock = new FakeClock();
    private final LayerCounters counters = new LayerCounters();
    private final List<String> changes = new ArrayList<>();
    private final LocalChannels channels = new LocalChannels(
            new LocalLimits(
                    ChannelCapacities.parse("channel-capacity", 3, ""),
                    Duration.ofSeconds(60),
                    Duration.ofHours(1),
                    10),
            new LayerContext("default", clock, counters),
            this::changed);

    private void changed(String group) {
        changes.add(group + (channels.hasMembers(group) ? " has members" : " is empty"));
    }

    private Subscription subscribed(Inbox inbox, String... groups) {
        Subscription subscription = channels.subscribe(channels.newChannel(), inbox);
        for (String group : groups) {
            channels.join(group, subscription.channel());
        }
        return subscription;
    }

    @Test
    void a_process_has_one_prefix_and_its_channels_begin_with_it() {
        assertThat(channels.prefix()).matches("specific\\.[0-9a-f]{32}!");
        assertThat(channels.newChannel()).startsWith(channels.prefix()).hasSizeLessThan(100);
    }

    @Test
    void a_layer_may_have_its_channels_begin_with_a_text_of_its_own() {
        LocalChannels own = new LocalChannels(
                new LocalLimits(
                        ChannelCapacities.parse("channel-capacity", 3, ""),
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        10),
                new LayerContext("default", clock, counters),
                "shop",
                group -> {});

        assertThat(own.prefix()).matches("shopspecific\\.[0-9a-f]{32}!");
        assertThat(own.newChannel()).startsWith(own.prefix());
    }

    @Test
    void what_could_not_be_handed_over_counts_once_for_each_member() {
        subscribed(new Inbox(), "room");
        subscribed(new Inbox(), "room");

        channels.dropForGroup("room", Kind.DROPPED_OVERRUN);
        channels.dropForGroup("nobody", Kind.DROPPED_OVERRUN);
        channels.drop(Kind.DROPPED_OVERRUN);

        assertThat(counters.get(Kind.DROPPED_OVERRUN)).isEqualTo(3);
        assertThat(counters.get(Kind.ADDRESSED)).isEqualTo(3);
        assertThat(counters.waiting()).isZero();
    }

    @Test
    void the_first_member_of_a_group_and_the_last_are_told_of_and_no_other() {
        Subscription first = subscribed(new Inbox(), "room");
        Subscription second = subscribed(new Inbox(), "room");
        channels.join("room", second.channel());
        channels.leave("room", first.channel());
        assertThat(changes).containsExactly("room has members");

        channels.leave("room", second.channel());

        assertThat(changes).containsExactly("room has members", "room is empty");
        assertThat(channels.groups()).isEmpty();
    }

    @Test
    void a_group_that_is_left_by_the_end_of_its_last_reader_by_expiry_flush_or_close_is_told_of() {
        subscribed(new Inbox(), "closed").close();
        channels.join("expired", "jobs");
        clock.advance(Duration.ofHours(1));
        channels.leave("none", "none");
        subscribed(new Inbox(), "flushed");
        channels.flush();
        subscribed(new Inbox(), "shut");
        channels.close();

        assertThat(changes)
                .containsExactly(
                        "closed has members",
                        "closed is empty",
                        "expired has members",
                        "expired is empty",
                        "flushed has members",
                        "flushed is empty",
                        "shut has members",
                        "shut is empty");
    }

    @Test
    void the_groups_that_have_members_here_are_known() {
        subscribed(new Inbox(), "red", "blue");

        assertThat(channels.groups()).containsExactlyInAnyOrder("red", "blue");
        assertThat(channels.hasMembers("red")).isTrue();
        assertThat(channels.hasMembers("green")).isFalse();
    }

    @Test
    void a_message_from_far_away_to_several_channels_is_shared_and_what_is_full_or_gone_is_counted_not_refused() {
        Object application = new Object();
        Inbox first = new Inbox(application);
        Inbox second = new Inbox(application);
        Inbox full = new Inbox();
        full.limit(0);
        String gone = subscribed(new Inbox()).channel() + "x";
        List<String> names = List.of(
                subscribed(first).channel(),
                subscribed(second).channel(),
                subscribed(full).channel(),
                gone,
                "jobs");

        channels.deliver("room", names, Message.of("hello"), channels.expiryFromNow());

        Delivery delivery = first.delivery();
        assertThat(second.delivery()).isSameAs(delivery);
        assertThat(delivery.source()).isEqualTo("room");
        assertThat(counters.get(Kind.ADDRESSED)).isEqualTo(5);
        assertThat(counters.get(Kind.DELIVERED)).isEqualTo(2);
        assertThat(counters.get(Kind.DROPPED_FULL)).isEqualTo(1);
        assertThat(counters.get(Kind.DROPPED_GONE)).isEqualTo(1);
        assertThat(counters.get(Kind.HELD)).isEqualTo(1);
        assertThat(counters.waiting()).isEqualTo(1);
    }

    @Test
    void a_gap_is_told_to_the_readers_it_affects_with_their_own_groups() {
        Inbox red = new Inbox();
        Inbox both = new Inbox();
        Inbox green = new Inbox();
        Inbox gone = new Inbox();
        subscribed(red, "red");
        subscribed(both, "red", "blue", "green");
        subscribed(green, "green");
        subscribed(gone, "red").close();
        Set<String> lost = Set.of("red", "blue");

        channels.gap(channel -> false, lost::contains);

        assertThat(red.gaps()).containsExactly(new Gap(Set.of("red")));
        assertThat(both.gaps()).containsExactly(new Gap(Set.of("red", "blue")));
        assertThat(green.gaps()).isEmpty();
        assertThat(gone.gaps()).isEmpty();
    }

    @Test
    void a_gap_of_a_channel_itself_is_told_to_a_reader_without_groups() {
        Inbox affected = new Inbox();
        Inbox other = new Inbox();
        String channel = subscribed(affected).channel();
        subscribed(other);

        channels.gap(channel::equals, group -> false);

        assertThat(affected.gaps()).containsExactly(new Gap(Set.of()));
        assertThat(other.gaps()).isEmpty();
    }

    @Test
    void a_reader_that_fails_on_a_gap_costs_nobody_else_the_word_of_it() {
        for (int i = 0; i < 3; i++) {
            channels.subscribe(channels.newChannel(), new Subscriber() {
                @Override
                public Object application() {
                    return this;
                }

                @Override
                public boolean offer(Delivery delivery) {
                    return true;
                }

                @Override
                public void gap(Gap gap) {
                    throw new IllegalStateException("the reader is at fault");
                }
            });
        }
        Inbox inbox = new Inbox();
        subscribed(inbox);

        channels.gap(channel -> true, group -> true);

        assertThat(inbox.gaps()).hasSize(1);
    }

    @Test
    void who_has_a_message_is_told_to_begin_even_if_another_reader_brings_the_sender_down() {
        Inbox inbox = new Inbox();
        subscribed(inbox, "room");
        String channel = channels.newChannel();
        channels.subscribe(channel, new Subscriber() {
            @Override
            public Object application() {
                return inbox.application();
            }

            @Override
            public boolean offer(Delivery delivery) {
                throw new StackOverflowError("the reader is at fault");
            }

            @Override
            public void offered() {
                inbox.offered();
            }

            @Override
            public void gap(Gap gap) {}
        });
        channels.join("room", channel);

        assertThatThrownBy(() -> channels.deliverToGroup("room", Message.of("hello"), channels.expiryFromNow()))
                .isInstanceOf(StackOverflowError.class);

        assertThat(inbox.size()).isOne();
        assertThat(inbox.rows()).isOne();
    }

    @Test
    void the_room_of_a_channel_is_what_its_reader_would_still_take() {
        Inbox inbox = new Inbox();
        Subscription subscription = subscribed(inbox);
        inbox.limit(2);
        assertThat(channels.room(subscription.channel())).isEqualTo(2);

        channels.deliver("room", List.of(subscription.channel()), Message.of("hello"), channels.expiryFromNow());

        assertThat(channels.room(subscription.channel())).isEqualTo(1);
        subscription.close();
        assertThat(channels.room(subscription.channel())).isEqualTo(Integer.MAX_VALUE);
        assertThat(channels.room("nobody")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void a_channel_is_known_from_the_giving_of_its_name_until_its_reader_ends_or_it_expires_unread() {
        Subscription read = subscribed(new Inbox());
        String unread = channels.newChannel();
        assertThat(channels.isKnown(read.channel())).isTrue();
        assertThat(channels.isKnown(unread)).isTrue();

        read.close();
        clock.advance(Duration.ofSeconds(60));

        assertThat(channels.isKnown(read.channel())).isFalse();
        assertThat(channels.isKnown(unread)).isFalse();
    }
}
