package ee.channels.layer;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ee.channels.Ticker;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.message.ChannelName;
import ee.channels.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every channel layer does. Each test cites the sentences of {@code docs/channel-layer-spec.md} that it checks.
 *
 * <p>A layer's own test extends this and says how one is made and how time passes. It may run in real time over a
 * network: nothing here sleeps, and that nothing arrives is shown by what arrives after it.
 */
public abstract class ChannelLayerContract {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final List<LayerBackend> open = new ArrayList<>();
    private final List<LayerCounters> counted = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    // ---- what a layer's test says

    /** An empty layer with these options; it must share nothing with another test's. */
    protected abstract LayerBackend open(Map<String, String> options, LayerCounters counters);

    /** The time that the layer goes by. */
    protected abstract Ticker ticker();

    /** Returns when so much of the layer's time has passed. */
    protected abstract void letPass(Duration time);

    /** The unit of the expiry tests; so long that a few operations fit in, so short that one can wait for it. */
    protected Duration aWhile() {
        return Duration.ofSeconds(1);
    }

    /** Whether messages to a named channel without a reader are kept for one that comes later. */
    protected boolean keepsForLaterReaders() {
        return true;
    }

    /** Whether {@code send} learns that a channel is full. */
    protected boolean tellsTheSender() {
        return true;
    }

    // ---- messages and channels

    @Test
    void CL_1_a_message_arrives_as_it_was_sent() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        Map<String, Object> nested = new HashMap<>();
        nested.put("nothing", null);
        nested.put("list", Arrays.asList(1L, "two", null, List.of(), Map.of("deep", true)));
        Message sent = Message.of("test.message")
                .with("text", "Grüße \uD83D\uDE00\n\0")
                .with("least", Long.MIN_VALUE)
                .with("greatest", Long.MAX_VALUE)
                .with("real", 0.1)
                .with("yes", true)
                .with("none", null)
                .with("nested", nested);

        done(layer.send(channel, sent));

        assertThat(inbox.next()).isEqualTo(sent);
    }

    @Test
    void CL_2_a_message_of_a_megabyte_is_carried() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        Message large = Message.of("large").with("text", "x".repeat(1_000_000));

        done(layer.send(channel, large));

        assertThat(inbox.next()).isEqualTo(large);
    }

    @Test
    void CL_3_new_channels_have_legal_names_of_their_own_that_belong_to_the_process() {
        LayerBackend layer = layer();

        List<String> names =
                IntStream.range(0, 1000).mapToObj(i -> layer.newChannel()).collect(toList());

        assertThat(names).doesNotHaveDuplicates().allSatisfy(name -> {
            assertThat(ChannelName.check(name)).isEqualTo(name);
            assertThat(ChannelName.isProcessLocal(name)).isTrue();
        });
        assertThat(ChannelName.prefix(names.get(0)))
                .isEqualTo(ChannelName.prefix(names.get(999)))
                .isNotEqualTo(ChannelName.prefix(layer().newChannel()));
    }

    @Test
    void CL_4_a_message_to_a_channel_reaches_its_subscriber_and_says_where_it_was_sent_and_until_when_it_counts() {
        LayerBackend layer = layer("expiry", text(aWhile().multipliedBy(10)));
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        long before = ticker().nanos();

        done(layer.send(channel, message("hello")));

        Delivery delivery = inbox.delivery();
        assertThat(delivery.message()).isEqualTo(message("hello"));
        assertThat(delivery.source()).isEqualTo(channel);
        assertThat(delivery.expiresAt() - before)
                .isGreaterThan(aWhile().multipliedBy(8).toNanos())
                .isLessThanOrEqualTo(aWhile().multipliedBy(12).toNanos());
    }

    @Test
    void CL_5_three_messages_come_out_in_the_order_in_which_they_went_in() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);

        for (String type : List.of("one", "two", "three")) {
            done(layer.send(channel, message(type)));
        }

        assertThat(inbox.types(3)).containsExactly("one", "two", "three");
    }

    @Test
    void CL_6_a_channel_has_one_reader_at_a_time_in_a_process() {
        LayerBackend layer = layer();
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        Subscription subscription = first.at(layer, "jobs");

        assertThatThrownBy(() -> second.at(layer, "jobs"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("jobs");

        subscription.close();
        second.at(layer, "jobs");
        done(layer.send("jobs", message("hello")));
        assertThat(second.next().type()).isEqualTo("hello");
        assertThat(first.size()).isZero();
    }

    @Test
    void CL_7_a_named_channel_keeps_messages_for_a_reader_that_comes_later_in_order() {
        assumeTrue(keepsForLaterReaders(), "this layer keeps nothing for later readers");
        LayerBackend layer = layer();
        done(layer.send("jobs", message("one")));
        done(layer.send("jobs", message("two")));
        Inbox inbox = new Inbox();

        inbox.at(layer, "jobs");
        done(layer.send("jobs", message("three")));

        assertThat(inbox.types(3)).containsExactly("one", "two", "three");
    }

    @Test
    void CL_7_what_a_reader_did_not_get_goes_to_the_next_one_and_nothing_twice() {
        assumeTrue(keepsForLaterReaders(), "this layer keeps nothing for later readers");
        LayerBackend layer = layer();
        Inbox first = new Inbox();
        Subscription subscription = first.at(layer, "jobs");
        done(layer.send("jobs", message("one")));
        assertThat(first.next().type()).isEqualTo("one");
        subscription.close();

        done(layer.send("jobs", message("two")));
        Inbox second = new Inbox();
        second.at(layer, "jobs");
        done(layer.send("jobs", message("three")));

        assertThat(second.types(2)).containsExactly("two", "three");
        assertThat(first.size()).isZero();
    }

    @Test
    void CL_8_a_new_channel_can_be_sent_to_and_put_into_groups_before_it_is_read() {
        LayerBackend layer = layer();
        String channel = layer.newChannel();
        done(layer.join("room", channel));
        done(layer.send(channel, message("direct")));
        done(layer.groupSend("room", message("group")));
        Inbox inbox = new Inbox();

        inbox.at(layer, channel);

        assertThat(inbox.types(2)).containsExactlyInAnyOrder("direct", "group");
    }

    @Test
    void CL_9_a_message_to_a_channel_of_a_connection_that_is_gone_is_dropped_and_counted() {
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters);
        Inbox inbox = new Inbox();
        String channel = layer.newChannel();
        inbox.at(layer, channel).close();

        done(layer.send(channel, message("late")));

        await().atMost(DEADLINE).until(() -> counters.get(Kind.DROPPED_GONE) == 1);
        assertThat(inbox.size()).isZero();
    }

    // ---- capacity

    @Test
    void CL_10_the_fourth_message_to_a_channel_of_capacity_three_is_refused_with_ChannelFullException() {
        assumeTrue(keepsForLaterReaders() && tellsTheSender(), "this layer cannot tell");
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters, "capacity", "3");
        for (int i = 0; i < 3; i++) {
            done(layer.send("jobs", message("m" + i)));
        }

        assertThat(failure(layer.send("jobs", message("m3"))))
                .isInstanceOfSatisfying(
                        ChannelFullException.class,
                        full -> assertThat(full.channel()).isEqualTo("jobs"))
                .hasMessageContaining("jobs")
                .hasMessageContaining("3");
        assertThat(counters.get(Kind.REFUSED_FULL)).isOne();
        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");
        assertThat(inbox.types(3)).containsExactly("m0", "m1", "m2");
    }

    @Test
    void CL_10_a_reader_that_holds_its_capacity_makes_its_channel_full_until_it_goes_on_reading() {
        assumeTrue(tellsTheSender(), "this layer cannot tell");
        LayerBackend layer = layer("capacity", "3");
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        for (int i = 0; i < 3; i++) {
            done(layer.send(channel, message("m" + i)));
        }
        await().atMost(DEADLINE).until(() -> inbox.size() == 3);

        assertThat(failure(layer.send(channel, message("m3")))).isInstanceOf(ChannelFullException.class);

        assertThat(inbox.next().type()).isEqualTo("m0");
        done(layer.send(channel, message("m4")));
        assertThat(inbox.types(3)).containsExactly("m1", "m2", "m4");
    }

    @Test
    void CL_11_a_pattern_gives_channels_a_capacity_of_their_own() {
        assumeTrue(keepsForLaterReaders() && tellsTheSender(), "this layer cannot tell");
        LayerBackend layer = layer("capacity", "3", "channel-capacity", "one=1, tw*=2");

        assertThat(accepted(layer, "one")).isEqualTo(1);
        assertThat(accepted(layer, "two")).isEqualTo(2);
        assertThat(accepted(layer, "three")).isEqualTo(3);
        assertThat(layer.subscribe("two", new Inbox()).capacity()).isEqualTo(2);
    }

    @Test
    void CL_12_five_group_messages_over_a_capacity_of_three_never_fail_and_the_last_two_are_counted() {
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters, "capacity", "3");
        Inbox slow = new Inbox();
        Inbox fast = new Inbox();
        done(layer.join("room", read(layer, slow)));
        String channel = layer.newChannel();
        layer.subscribe(channel, fast); // without a limit
        done(layer.join("room", channel));

        for (int i = 0; i < 5; i++) {
            done(layer.groupSend("room", message("m" + i)));
            // Read before the next is sent: what has not reached the process yet may count for both of them.
            assertThat(fast.next().type()).isEqualTo("m" + i);
        }

        await().atMost(DEADLINE).until(() -> counters.get(Kind.DROPPED_FULL) == 2);
        assertThat(slow.types(3)).containsExactly("m0", "m1", "m2");
        done(layer.groupSend("room", message("m5")));
        assertThat(slow.next().type()).isEqualTo("m5");
    }

    // ---- expiry

    @Test
    void CL_13_a_message_that_stays_unread_for_longer_than_the_expiry_is_not_delivered() {
        assumeTrue(keepsForLaterReaders(), "this layer keeps nothing for later readers");
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters, "expiry", text(aWhile()));
        done(layer.send("jobs", message("old")));

        letPass(aWhile());

        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");
        done(layer.send("jobs", message("new")));
        assertThat(inbox.next().type()).isEqualTo("new");
        assertThat(inbox.size()).isZero();
    }

    @Test
    void CL_13_each_message_ages_by_itself_whatever_is_sent_after_it() {
        assumeTrue(keepsForLaterReaders(), "this layer keeps nothing for later readers");
        LayerBackend layer = layer("expiry", text(aWhile().multipliedBy(3)));
        done(layer.send("jobs", message("at-0")));
        letPass(aWhile().multipliedBy(2));
        done(layer.send("jobs", message("at-2")));
        letPass(aWhile());
        done(layer.send("jobs", message("at-3")));

        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");
        done(layer.send("jobs", message("end")));

        assertThat(inbox.types(3)).containsExactly("at-2", "at-3", "end");
    }

    @Test
    void CL_14_an_expired_message_makes_room_and_ends_no_membership() {
        assumeTrue(keepsForLaterReaders(), "this layer keeps nothing for later readers");
        LayerBackend layer = layer("capacity", "1", "expiry", text(aWhile()));
        done(layer.join("room", "jobs"));
        done(layer.send("jobs", message("old")));
        letPass(aWhile());

        done(layer.groupSend("room", message("new")));

        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");
        assertThat(inbox.next().type()).isEqualTo("new");
    }

    // ---- groups

    @Test
    void CL_15_a_group_message_reaches_every_member_and_says_its_group_and_nobody_who_left() {
        LayerBackend layer = layer();
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        Inbox third = new Inbox();
        done(layer.join("room", read(layer, first)));
        String channel = read(layer, second);
        done(layer.join("room", channel));
        done(layer.join("room", read(layer, third)));

        done(layer.leave("room", channel));
        done(layer.groupSend("room", message("hello")));

        assertThat(first.delivery().source()).isEqualTo("room");
        assertThat(third.next().type()).isEqualTo("hello");
        done(layer.join("room", channel));
        done(layer.groupSend("room", message("back")));
        assertThat(second.next().type()).isEqualTo("back");
    }

    @Test
    void CL_15_groups_do_not_mix() {
        LayerBackend layer = layer();
        Inbox red = new Inbox();
        Inbox both = new Inbox();
        String channel = read(layer, both);
        done(layer.join("red", read(layer, red)));
        done(layer.join("red", channel));
        done(layer.join("blue", channel));

        done(layer.groupSend("blue", message("blue")));
        done(layer.groupSend("red", message("red")));

        assertThat(both.types(2)).containsExactlyInAnyOrder("blue", "red");
        assertThat(red.next().type()).isEqualTo("red");
    }

    @Test
    void CL_16_joining_twice_is_joining_once_and_leaving_what_one_is_not_in_is_no_error() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        done(layer.leave("room", channel));
        done(layer.leave("room", layer.newChannel()));
        done(layer.join("room", channel));
        done(layer.join("room", channel));

        done(layer.groupSend("room", message("one")));
        done(layer.groupSend("room", message("two")));

        assertThat(inbox.types(2)).containsExactly("one", "two");
        done(layer.leave("room", channel));
        done(layer.groupSend("room", message("three")));
        done(layer.send(channel, message("end")));
        assertThat(inbox.next().type()).isEqualTo("end");
    }

    @Test
    void CL_17_a_message_to_a_group_without_members_is_no_error() {
        done(layer().groupSend("nobody", message("hello")));
    }

    @Test
    void CL_18_a_member_gets_the_first_message_that_is_sent_after_its_joining_is_complete() {
        LayerBackend layer = layer();
        for (int i = 0; i < 100; i++) {
            Inbox inbox = new Inbox();
            String channel = read(layer, inbox);
            done(layer.join("room", channel));
            done(layer.groupSend("room", message("m" + i)));
            assertThat(inbox.next().type()).isEqualTo("m" + i);
            done(layer.leave("room", channel));
        }
    }

    @Test
    void CL_19_messages_of_one_sender_to_one_group_arrive_in_order_with_eight_senders_at_once() {
        int each = 500;
        LayerBackend layer = layer("capacity", "1000000");
        List<Inbox> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Inbox inbox = new Inbox();
            members.add(inbox);
            done(layer.join("room", read(layer, inbox)));
        }

        together(8, sender -> {
            for (int i = 0; i < each; i++) {
                done(layer.groupSend("room", numbered(sender, i)));
            }
        });

        for (Inbox member : members) {
            assertInOrder(member, 8, each);
        }
    }

    @Test
    void CL_20_nobody_who_stays_misses_a_message_while_others_join_and_leave() {
        int each = 500;
        LayerBackend layer = layer("capacity", "1000000");
        List<Inbox> stable = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Inbox inbox = new Inbox();
            stable.add(inbox);
            done(layer.join("room", read(layer, inbox)));
        }
        AtomicBoolean storming = new AtomicBoolean(true);
        List<Future<?>> storm = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            storm.add(threads.submit(() -> {
                while (storming.get()) {
                    String channel = layer.newChannel();
                    Subscription subscription = layer.subscribe(channel, new Inbox());
                    done(layer.join("room", channel));
                    done(layer.join("elsewhere", channel));
                    if (channel.hashCode() % 2 == 0) {
                        done(layer.leave("room", channel));
                    }
                    subscription.close();
                }
            }));
        }

        together(2, sender -> {
            for (int i = 0; i < each; i++) {
                done(layer.groupSend("room", numbered(sender, i)));
            }
        });
        storming.set(false);
        storm.forEach(this::finished);

        for (Inbox member : stable) {
            assertInOrder(member, 2, each);
            assertThat(member.size()).isZero();
        }
    }

    @Test
    void CL_21_closing_the_subscription_of_a_new_channel_leaves_all_its_groups() {
        LayerBackend layer = layer();
        Inbox gone = new Inbox();
        Inbox stays = new Inbox();
        String channel = layer.newChannel();
        Subscription subscription = gone.at(layer, channel);
        done(layer.join("room", channel));
        done(layer.join("other", channel));
        done(layer.join("room", read(layer, stays)));

        subscription.close();
        subscription.close();
        done(layer.groupSend("room", message("hello")));
        done(layer.groupSend("other", message("hello")));

        assertThat(stays.next().type()).isEqualTo("hello");
        assertThat(gone.size()).isZero();
    }

    @Test
    void CL_21_joining_after_the_end_brings_nobody_back() {
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters);
        Inbox gone = new Inbox();
        String channel = layer.newChannel();
        gone.at(layer, channel).close();

        done(layer.join("room", channel));
        Inbox stays = new Inbox();
        done(layer.join("room", read(layer, stays)));
        done(layer.groupSend("room", message("hello")));

        assertThat(stays.next().type()).isEqualTo("hello");
        assertThat(gone.size()).isZero();
        await().atMost(DEADLINE).until(() -> counters.get(Kind.ADDRESSED) == 1);
    }

    @Test
    void CL_22_a_live_reader_stays_in_its_groups_beyond_the_group_expiry() {
        LayerBackend layer = layer("group-expiry", text(aWhile()));
        Inbox inbox = new Inbox();
        done(layer.join("room", read(layer, inbox)));

        letPass(aWhile().multipliedBy(3));
        done(layer.groupSend("room", message("hello")));

        assertThat(inbox.next().type()).isEqualTo("hello");
    }

    @Test
    void CL_23_a_channel_without_a_reader_leaves_a_group_when_the_group_expiry_has_passed_since_its_last_joining() {
        assumeTrue(keepsForLaterReaders(), "this layer keeps nothing for later readers");
        LayerBackend layer =
                layer("group-expiry", text(aWhile().multipliedBy(3)), "expiry", text(aWhile().multipliedBy(60)));
        done(layer.join("room", "renewed"));
        done(layer.join("room", "forgotten"));
        letPass(aWhile().multipliedBy(2));
        done(layer.join("room", "renewed"));
        letPass(aWhile());

        done(layer.groupSend("room", message("hello")));

        Inbox renewed = new Inbox();
        Inbox forgotten = new Inbox();
        renewed.at(layer, "renewed");
        forgotten.at(layer, "forgotten");
        assertThat(renewed.next().type()).isEqualTo("hello");
        done(layer.send("forgotten", message("end")));
        assertThat(forgotten.next().type()).isEqualTo("end");
    }

    @Test
    void CL_24_members_of_one_application_share_one_message_and_those_of_another_have_their_own() {
        LayerBackend layer = layer();
        Object application = new Object();
        List<Inbox> mine = List.of(new Inbox(application), new Inbox(application), new Inbox(application));
        List<Inbox> theirs = List.of(new Inbox(), new Inbox());
        List<Inbox> all = List.of(mine.get(0), theirs.get(0), mine.get(1), theirs.get(1), mine.get(2));
        all.forEach(inbox -> done(layer.join("room", read(layer, inbox))));

        done(layer.groupSend("room", message("hello")));

        Message first = mine.get(0).next();
        assertThat(mine.get(1).next()).isSameAs(first);
        assertThat(mine.get(2).next()).isSameAs(first);
        Message other = theirs.get(0).next();
        assertThat(other).isEqualTo(first).isNotSameAs(first);
        assertThat(theirs.get(1).next()).isNotSameAs(other).isNotSameAs(first);
    }

    // ---- subscribers

    @Test
    void CL_25_a_reader_may_end_its_subscription_and_use_the_layer_while_it_is_delivered_to() {
        LayerBackend layer = layer();
        String channel = layer.newChannel();
        Inbox inbox = new Inbox();
        CountDownLatch closed = new CountDownLatch(1);
        Subscription[] subscription = new Subscription[1];
        subscription[0] = layer.subscribe(channel, new Fake(delivery -> {
            subscription[0].close();
            layer.leave("room", channel);
            closed.countDown();
            return false;
        }));
        done(layer.join("room", channel));
        done(layer.join("room", read(layer, inbox)));

        done(layer.groupSend("room", message("one")));
        done(layer.groupSend("room", message("two")));

        assertThat(inbox.types(2)).containsExactly("one", "two");
        arrived(closed);
    }

    @Test
    void CL_26_a_reader_that_fails_costs_nobody_else_the_message() {
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters);
        Inbox inbox = new Inbox();
        String channel = layer.newChannel();
        layer.subscribe(channel, new Fake(delivery -> {
            throw new IllegalStateException("the reader is at fault");
        }));
        done(layer.join("room", channel));
        done(layer.join("room", read(layer, inbox)));

        done(layer.groupSend("room", message("hello")));
        done(layer.send(channel, message("hello")));

        assertThat(inbox.next().type()).isEqualTo("hello");
        await().atMost(DEADLINE).until(() -> counters.get(Kind.DROPPED_FAILED) == 2);
    }

    @Test
    void CL_42_behind_what_was_offered_a_reader_is_told_that_this_was_all() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        done(layer.join("room", channel));

        done(layer.groupSend("room", message("one")));
        await().atMost(DEADLINE).until(() -> inbox.size() == 1 && inbox.rows() == 1);
        done(layer.send(channel, message("two")));
        await().atMost(DEADLINE).until(() -> inbox.size() == 2 && inbox.rows() == 2);
    }

    // ---- the account

    @Test
    void CL_27_every_message_is_counted_once_as_meant_for_a_channel_and_once_as_what_became_of_it() {
        LayerCounters counters = new LayerCounters();
        LayerBackend layer = layer(counters, "capacity", "3");
        Inbox inbox = new Inbox();
        Inbox full = new Inbox();
        done(layer.join("room", read(layer, inbox)));
        done(layer.join("room", read(layer, full)));
        String gone = layer.newChannel();
        new Inbox().at(layer, gone).close();

        for (int i = 0; i < 4; i++) {
            done(layer.groupSend("room", message("m" + i)));
            assertThat(inbox.next().type()).isEqualTo("m" + i);
        }
        done(layer.send(gone, message("late")));

        assertThat(counters.get(Kind.GROUP_SENT)).isEqualTo(4);
        assertThat(counters.get(Kind.SENT)).isEqualTo(1);
        await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(counters.get(Kind.DELIVERED)).isEqualTo(7);
            assertThat(counters.get(Kind.DROPPED_FULL)).isEqualTo(1);
            assertThat(counters.get(Kind.DROPPED_GONE)).isEqualTo(1);
            assertThat(counters.get(Kind.ADDRESSED)).isEqualTo(9);
            assertThat(counters.waiting()).isZero();
        });
    }

    // ---- ends

    @Test
    void CL_28_flush_forgets_messages_and_memberships_and_keeps_subscribers() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = read(layer, inbox);
        done(layer.join("room", channel));
        done(layer.send("jobs", message("old")));

        done(layer.flush());

        done(layer.groupSend("room", message("nobody")));
        done(layer.send(channel, message("hello")));
        assertThat(inbox.next().type()).isEqualTo("hello");
        Inbox jobs = new Inbox();
        jobs.at(layer, "jobs");
        done(layer.send("jobs", message("new")));
        assertThat(jobs.next().type()).isEqualTo("new");
        done(layer.join("room", channel));
        done(layer.groupSend("room", message("again")));
        // What was on its way to the group may still reach those who join it then.
        assertThat(Stream.generate(() -> inbox.next().type())
                        .filter(type -> !type.equals("nobody"))
                        .findFirst())
                .hasValue("again");
    }

    @Test
    void CL_29_a_closed_layer_says_so_and_calls_no_reader_again() {
        LayerBackend layer = layer();
        Inbox inbox = new Inbox();
        String channel = layer.newChannel();
        Subscription subscription = inbox.at(layer, channel);
        done(layer.join("room", channel));

        layer.close();
        layer.close();

        List<CompletionStage<Void>> late = List.of(
                layer.send(channel, message("late")),
                layer.groupSend("room", message("late")),
                layer.join("room", channel),
                layer.leave("room", channel),
                layer.flush());
        assertThat(late)
                .allSatisfy(stage -> assertThat(failure(stage)).isInstanceOf(ChannelLayerUnavailableException.class));
        assertThatThrownBy(layer::newChannel).isInstanceOf(ChannelLayerUnavailableException.class);
        assertThatThrownBy(() -> layer.subscribe("jobs", inbox)).isInstanceOf(ChannelLayerUnavailableException.class);
        subscription.close();
        assertThat(inbox.size()).isZero();
    }

    // ---- what the tests are made of

    /** A layer that is closed after the test, and whose account must then balance. */
    protected final LayerBackend layer(String... options) {
        return layer(new LayerCounters(), options);
    }

    /** As {@link #layer(String...)}, with counters of the test's own. */
    protected final LayerBackend layer(LayerCounters counters, String... options) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        LayerBackend layer = open(map, counters);
        open.add(layer);
        counted.add(counters);
        return layer;
    }

    @AfterEach
    final void close_the_layers_and_balance_their_accounts() {
        threads.shutdownNow();
        open.forEach(LayerBackend::close);
        for (LayerCounters counters : counted) {
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(counters.waiting())
                            .as("messages that nobody knows the fate of")
                            .isZero());
        }
    }

    /** Subscribes an inbox to a new channel. */
    protected static String read(LayerBackend layer, Inbox inbox) {
        String channel = layer.newChannel();
        inbox.at(layer, channel);
        return channel;
    }

    protected static Message message(String type) {
        return Message.of(type);
    }

    private static Message numbered(int sender, int number) {
        return Message.of("numbered").with("sender", sender).with("number", number);
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }

    /** Waits until an operation has its effect. */
    protected static void done(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("The operation failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Waits until an operation has failed. */
    protected static Throwable failure(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException late) {
            throw new AssertionError("The operation neither worked nor failed", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
        throw new AssertionError("The operation worked");
    }

    private static int accepted(LayerBackend layer, String channel) {
        int accepted = 0;
        while (accepted < 100) {
            try {
                layer.send(channel, message("m")).toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException full) {
                assertThat(full.getCause()).isInstanceOf(ChannelFullException.class);
                return accepted;
            } catch (TimeoutException | InterruptedException failed) {
                throw new AssertionError(failed);
            }
            accepted++;
        }
        return accepted;
    }

    /** Runs so many threads that begin at one time, and waits for their ends. */
    protected final void together(int number, IntConsumer work) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int index = i;
            running.add(threads.submit(() -> {
                arrived(start);
                work.accept(index);
            }));
        }
        start.countDown();
        running.forEach(this::finished);
    }

    protected final void finished(Future<?> future) {
        try {
            future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("A thread of the test failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    protected static void arrived(CountDownLatch latch) {
        try {
            assertThat(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static void assertInOrder(Inbox member, int senders, int each) {
        Map<Long, Long> next = new HashMap<>();
        Set<Long> finished = new HashSet<>();
        for (int i = 0; i < senders * each; i++) {
            Message message = member.next();
            long sender = message.getLong("sender");
            assertThat(message.getLong("number"))
                    .as("the next message of sender " + sender)
                    .isEqualTo(next.getOrDefault(sender, 0L));
            long number = next.merge(sender, 1L, Long::sum);
            if (number == each) {
                finished.add(sender);
            }
        }
        assertThat(finished).hasSize(senders);
    }

    /** A subscriber that does what a test says. */
    protected static final class Fake implements Subscriber {
        private final Predicate<Delivery> offer;

        public Fake(Predicate<Delivery> offer) {
            this.offer = offer;
        }

        @Override
        public Object application() {
            return this;
        }

        @Override
        public boolean offer(Delivery delivery) {
            return offer.test(delivery);
        }

        @Override
        public void gap(Gap gap) {}
    }
}
