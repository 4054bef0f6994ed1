package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.layer.ChannelFullException;
import ee.channels.layer.ChannelLayerContract;
import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryChannelLayerTest extends ChannelLayerContract {
    private final FakeClock clock = new FakeClock();
    private final LayerCounters counters = new LayerCounters();

    /** Ten seconds before the ticks of this layer turn negative, which no comparison may mind. */
    private final Ticker ticker = () -> Long.MAX_VALUE - Duration.ofSeconds(10).toNanos() + clock.nanos();

    @Override
    protected LayerBackend open(Map<String, String> options, LayerCounters counted) {
        LayerConfig config = LayerConfig.of("default", "memory:", options);
        LayerBackend layer = new MemoryLayerProvider().create(config, new LayerContext("default", ticker, counted));
        config.refuseUnknown();
        return layer;
    }

    @Override
    protected Ticker ticker() {
        return ticker;
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Duration aWhile() {
        return Duration.ofSeconds(60);
    }

    private InMemoryChannelLayer memory(String... options) {
        return (InMemoryChannelLayer) layer(counters, options);
    }

    // ---- nothing is left behind

    @Test
    void a_channel_is_forgotten_when_its_messages_are_read_and_its_reader_has_gone() {
        InMemoryChannelLayer layer = memory();
        done(layer.send("jobs", message("one")));
        done(layer.send("jobs", message("two")));
        assertThat(layer.channels().size()).isOne();
        Inbox inbox = new Inbox();

        Subscription subscription = inbox.at(layer, "jobs");
        assertThat(inbox.types(2)).containsExactly("one", "two");
        subscription.close();

        assertThat(layer.channels().size()).isZero();
    }

    @Test
    void an_expired_message_is_given_back_when_something_else_is_done() {
        InMemoryChannelLayer layer = memory();
        done(layer.send("unread", message("old")));
        clock.advance(Duration.ofSeconds(60));

        done(layer.groupSend("nobody", message("unrelated")));

        assertThat(layer.channels().size()).isZero();
        assertThat(counters.get(Kind.DROPPED_EXPIRED)).isOne();
    }

    @Test
    void a_message_is_kept_until_the_last_nanosecond_of_its_expiry() {
        InMemoryChannelLayer layer = memory();
        done(layer.send("jobs", message("kept")));
        clock.advance(Duration.ofSeconds(60).minusNanos(1));
        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");
        assertThat(inbox.next().type()).isEqualTo("kept");
    }

    @Test
    void of_four_messages_the_expired_second_and_third_are_dropped() {
        InMemoryChannelLayer layer = memory();
        Inbox first = new Inbox();
        Subscription subscription = first.at(layer, "jobs");
        done(layer.send("jobs", message("one")));
        assertThat(first.next().type()).isEqualTo("one");
        subscription.close();
        done(layer.send("jobs", message("two")));
        done(layer.send("jobs", message("three")));
        clock.advance(Duration.ofSeconds(61));
        done(layer.send("jobs", message("four")));

        Inbox second = new Inbox();
        second.at(layer, "jobs").close();

        assertThat(second.next().type()).isEqualTo("four");
        assertThat(second.size()).isZero();
        assertThat(layer.channels().size()).isZero();
    }

    @Test
    void connections_that_come_and_go_leave_nothing_behind() {
        InMemoryChannelLayer layer = memory();
        Subscription stays = new Inbox().at(layer, layer.newChannel());
        for (int i = 0; i < 10_000; i++) {
            String channel = layer.newChannel();
            Subscription subscription = new Inbox().at(layer, channel);
            done(layer.join("room", channel));
            done(layer.join("room" + i, channel));
            subscription.close();
            done(layer.join("room", channel));
            done(layer.send(channel, message("late")));
        }

        assertThat(layer.channels().size()).isOne();
        assertThat(layer.channels().groups()).isEmpty();
        assertThat(layer.channels().due()).isLessThanOrEqualTo(1);
        assertThat(counters.get(Kind.DROPPED_GONE)).isEqualTo(10_000);
        stays.close();
    }

    @Test
    void a_new_channel_that_nobody_reads_is_forgotten_with_its_groups_and_messages_after_the_expiry() {
        InMemoryChannelLayer layer = memory();
        String channel = layer.newChannel();
        done(layer.join("room", channel));
        clock.advance(Duration.ofSeconds(30));
        done(layer.send(channel, message("unread")));
        clock.advance(Duration.ofSeconds(30));

        done(layer.groupSend("room", message("nobody")));

        assertThat(layer.channels().size()).isZero();
        assertThat(layer.channels().groups()).isEmpty();
        assertThat(counters.get(Kind.DROPPED_GONE)).isOne();
        assertThat(counters.get(Kind.ADDRESSED)).isOne();
    }

    @Test
    void a_membership_without_a_reader_is_given_back_when_something_else_is_done() {
        InMemoryChannelLayer layer = memory("group-expiry", "1h");
        done(layer.join("room", "jobs"));
        clock.advance(Duration.ofHours(1));

        done(layer.send(layer.newChannel(), message("unrelated")));

        assertThat(layer.channels().groups()).isEmpty();
    }

    @Test
    void a_membership_ages_from_the_end_of_the_last_subscription() {
        InMemoryChannelLayer layer = memory("group-expiry", "1h", "expiry", "1d");
        done(layer.join("room", "jobs"));
        Subscription subscription = new Inbox().at(layer, "jobs");
        clock.advance(Duration.ofDays(2));
        subscription.close();
        clock.advance(Duration.ofMinutes(59));
        done(layer.groupSend("room", message("kept")));
        clock.advance(Duration.ofMinutes(1));
        done(layer.groupSend("room", message("nobody")));

        Inbox inbox = new Inbox();
        inbox.at(layer, "jobs");

        assertThat(inbox.next().type()).isEqualTo("kept");
        assertThat(inbox.size()).isZero();
    }

    @Test
    void a_closed_layer_keeps_nothing() {
        InMemoryChannelLayer layer = memory();
        done(layer.send("jobs", message("unread")));
        done(layer.join("room", "jobs"));
        read(layer, new Inbox());

        layer.close();

        assertThat(layer.channels().size()).isZero();
        assertThat(layer.channels().groups()).isEmpty();
        assertThat(layer.channels().due()).isZero();
        assertThat(counters.get(Kind.DROPPED_FLUSHED)).isOne();
    }

    // ---- bounds

    @Test
    void a_channel_too_many_without_a_reader_is_refused_by_name_and_a_group_message_to_it_is_counted() {
        InMemoryChannelLayer layer = memory("max-held-channels", "2");
        done(layer.send("a", message("m")));
        done(layer.send("b", message("m")));
        done(layer.send("b", message("m")));

        assertThat(failure(layer.send("c", message("m"))))
                .isInstanceOf(ChannelLayerException.class)
                .isNotInstanceOf(ChannelFullException.class)
                .hasMessageContaining("max-held-channels")
                .hasMessageContaining("c");
        done(layer.join("room", "c"));
        done(layer.groupSend("room", message("m")));
        assertThat(counters.get(Kind.DROPPED_FULL)).isOne();
        assertThat(counters.get(Kind.REFUSED_FULL)).isOne();
    }

    @Test
    void a_channel_that_is_read_expired_or_flushed_makes_room_for_another_without_a_reader() {
        InMemoryChannelLayer layer = memory("max-held-channels", "1");
        done(layer.send("a", message("m")));
        Inbox inbox = new Inbox();
        inbox.at(layer, "a");
        done(layer.send("a", message("m")));

        done(layer.send("b", message("m")));
        clock.advance(Duration.ofSeconds(60));
        done(layer.send("c", message("m")));
        done(layer.flush());
        done(layer.send("d", message("m")));

        assertThat(failure(layer.send("e", message("m")))).isInstanceOf(ChannelLayerException.class);
        assertThat(layer.channels().size()).isEqualTo(2);
    }

    @Test
    void an_address_in_a_memory_URL_is_refused() {
        LayerConfig config = LayerConfig.of("default", "memory://host", Map.of());
        LayerContext context = new LayerContext("default", ticker, counters);

        assertThatThrownBy(() -> new MemoryLayerProvider().create(config, context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.url")
                .hasMessageContaining("memory://host");
    }

    // ---- order

    @Test
    void a_message_sent_while_older_ones_are_handed_over_comes_after_them() {
        InMemoryChannelLayer layer = memory();
        done(layer.send("jobs", message("one")));
        done(layer.send("jobs", message("two")));
        List<String> got = new ArrayList<>();

        layer.subscribe("jobs", new Fake(delivery -> {
            got.add(delivery.message().type());
            if (got.size() == 1) {
                done(layer.send("jobs", message("three")));
            }
            return true;
        }));
        done(layer.send("jobs", message("four")));

        assertThat(got).containsExactly("one", "two", "three", "four");
    }

    @Test
    void a_message_that_finds_its_reader_leaving_waits_for_the_next_one() {
        InMemoryChannelLayer layer = memory();
        AtomicReference<Subscription> subscription = new AtomicReference<>();
        subscription.set(layer.subscribe("jobs", new Fake(delivery -> {
            subscription.get().close();
            return false;
        })));

        done(layer.send("jobs", message("waits")));

        Inbox next = new Inbox();
        next.at(layer, "jobs");
        assertThat(next.next().type()).isEqualTo("waits");
    }

    @Test
    void readers_that_relieve_each_other_get_every_message_once_and_in_order() {
        int number = 20_000;
        InMemoryChannelLayer layer = memory("capacity", "1000000");
        AtomicBoolean sending = new AtomicBoolean(true);
        List<Inbox> inboxes = new ArrayList<>();

        together(2, thread -> {
            if (thread == 0) {
                for (int i = 0; i < number; i++) {
                    done(layer.send("jobs", Message.of("m").with("number", i)));
                }
                sending.set(false);
            } else {
                while (sending.get()) {
                    Inbox inbox = new Inbox();
                    inboxes.add(inbox);
                    inbox.at(layer, "jobs").close();
                }
            }
        });
        Inbox last = new Inbox();
        inboxes.add(last);
        last.at(layer, "jobs");

        long next = 0;
        for (Inbox inbox : inboxes) {
            while (inbox.size() > 0) {
                assertThat(inbox.next().getLong("number")).isEqualTo(next++);
            }
        }
        assertThat(next).isEqualTo(number);
        assertThat(counters.get(Kind.DELIVERED)).isEqualTo(number);
    }

    // ---- concurrency

    @Test
    void joining_leaving_and_sending_do_not_wait_for_a_delivery_in_progress() {
        InMemoryChannelLayer layer = memory();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        String stuck = layer.newChannel();
        Subscription subscription = layer.subscribe(stuck, new Fake(delivery -> {
            inside.countDown();
            arrived(release);
            return true;
        }));
        done(layer.join("room", stuck));

        together(2, thread -> {
            if (thread == 0) {
                done(layer.groupSend("room", message("hello")));
                return;
            }
            arrived(inside);
            Inbox inbox = new Inbox();
            String channel = read(layer, inbox);
            done(layer.join("room", channel));
            done(layer.leave("room", stuck));
            done(layer.groupSend("room", message("meanwhile")));
            assertThat(inbox.next().type()).isEqualTo("meanwhile");
            subscription.close();
            release.countDown();
        });

        assertThat(counters.get(Kind.DELIVERED)).isEqualTo(2);
    }

    @Test
    void whichever_of_joining_and_closing_comes_first_no_member_is_left() {
        InMemoryChannelLayer layer = memory();
        for (int i = 0; i < 2_000; i++) {
            String channel = layer.newChannel();
            Subscription subscription = new Inbox().at(layer, channel);
            together(2, thread -> {
                if (thread == 0) {
                    done(layer.join("room", channel));
                } else {
                    subscription.close();
                }
            });
            assertThat(layer.channels().groups()).isEmpty();
        }
        assertThat(layer.channels().size()).isZero();
    }

    @Test
    void in_a_storm_of_everything_the_account_balances() {
        InMemoryChannelLayer layer = memory("capacity", "5", "max-held-channels", "3");
        together(4, thread -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            List<Subscription> mine = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                String named = "named" + random.nextInt(6);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        Subscription subscription = new Inbox().at(layer, layer.newChannel());
                        done(layer.join("room", subscription.channel()));
                        mine.add(subscription);
                    }
                    case 1 -> {
                        if (!mine.isEmpty()) {
                            mine.remove(random.nextInt(mine.size())).close();
                        }
                    }
                    case 2 -> done(layer.join("room", named));
                    case 3 -> done(layer.leave("room", named));
                    case 4 -> done(layer.groupSend("room", message("m")));
                    case 5 -> {
                        // Full ones are refused, as they should be.
                        layer.send(named, message("m"));
                    }
                    case 6 -> clock.advance(Duration.ofSeconds(random.nextInt(3)));
                    default -> {
                        try {
                            new Inbox().at(layer, named).close();
                        } catch (IllegalStateException taken) {
                            assertThat(taken).hasMessageContaining(named);
                        }
                    }
                }
            }
            mine.forEach(Subscription::close);
        });

        done(layer.flush());
        assertThat(counters.waiting()).isZero();
        assertThat(counters.get(Kind.ADDRESSED)).isPositive();
        assertThat(layer.channels().size()).isZero();
        assertThat(layer.channels().groups()).isEmpty();
        done(layer.send("a", message("m")));
        done(layer.send("b", message("m")));
        done(layer.send("c", message("m")));
        assertThat(failure(layer.send("d", message("m")))).hasMessageContaining("max-held-channels");
    }
}
