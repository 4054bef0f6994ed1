package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.application.CloseReason;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.runtime.Mailbox.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final List<Event> handled = new ArrayList<>();
    private final List<Event> announced = new ArrayList<>();
    private final ConnectionCounters counters = new ConnectionCounters();
    private final Mailbox mailbox = new Mailbox(
            new Mailbox.Owner() {
                @Override
                public void handle(Event event) {
                    handled.add(event);
                }

                @Override
                public void ready(Event first) {
                    announced.add(first);
                }
            },
            counters);

    private static Event.Text text(String text) {
        return new Event.Text(text);
    }

    private static Delivery delivery(String type) {
        return new Delivery("group", Message.of(type), Long.MAX_VALUE);
    }

    private static Event.End end() {
        return new Event.End(new CloseReason(1000, "", CloseReason.Cause.CLIENT));
    }

    private Offer offer(String text) {
        return mailbox.offer(text(text), 3, 10, 0);
    }

    @Test
    void a_new_mailbox_is_running_and_announces_what_came_when_its_maker_leaves() {
        assertThat(offer("a")).isEqualTo(Offer.TAKEN);
        assertThat(announced).isEmpty();

        mailbox.leave();

        assertThat(announced).containsExactly(text("a"));
    }

    @Test
    void a_held_mailbox_collects_until_it_is_released() {
        mailbox.hold();
        assertThat(mailbox.offer(delivery("a"), 2)).isEqualTo(Offer.TAKEN);
        assertThat(announced).isEmpty();

        mailbox.release();

        assertThat(announced).hasSize(1);
        mailbox.run();
        assertThat(handled).hasSize(1);
    }

    @Test
    void an_end_is_announced_even_while_held() {
        mailbox.hold();
        assertThat(mailbox.end(end(), false, 0)).isEqualTo(new Mailbox.Dropped(0, 0));

        assertThat(announced).containsExactly(end());
    }

    @Test
    void only_one_may_enter_and_only_when_nothing_waits() {
        mailbox.leave();
        assertThat(mailbox.enter()).isTrue();
        assertThat(mailbox.enter()).isFalse();
        offer("a");
        mailbox.leave();
        assertThat(mailbox.enter()).isFalse();
        mailbox.run();
        assertThat(mailbox.enter()).isTrue();
    }

    @Test
    void events_are_handled_in_the_order_of_their_coming_and_announced_once() {
        mailbox.leave();
        offer("a");
        mailbox.offer(delivery("b"), 1);
        offer("c");

        assertThat(announced).hasSize(1);
        mailbox.run();

        assertThat(handled).containsExactly(text("a"), new Event.Layer(delivery("b")), text("c"));
    }

    @Test
    void frames_are_bounded_in_number() {
        offer("a");
        offer("b");
        offer("c");

        assertThat(offer("d")).isEqualTo(Offer.FULL);
    }

    @Test
    void frames_are_bounded_in_bytes_but_one_always_fits() {
        assertThat(offer("far more than ten bytes")).isEqualTo(Offer.TAKEN);
        assertThat(offer("b")).isEqualTo(Offer.FULL);
    }

    @Test
    void bytes_are_those_of_utf_8() {
        assertThat(offer("ééé")).isEqualTo(Offer.TAKEN);
        assertThat(offer("ééé")).isEqualTo(Offer.FULL);
        assertThat(offer("éé")).isEqualTo(Offer.TAKEN);
    }

    @Test
    void layer_messages_are_bounded_apart_from_frames() {
        offer("a");
        offer("b");
        offer("c");

        assertThat(mailbox.offer(delivery("x"), 1)).isEqualTo(Offer.TAKEN);
        assertThat(mailbox.offer(delivery("y"), 1)).isEqualTo(Offer.FULL);
    }

    @Test
    void the_room_for_layer_messages_is_what_the_capacity_leaves_and_none_after_the_end() {
        mailbox.offer(delivery("a"), 2);
        assertThat(mailbox.room(2)).isEqualTo(1);
        assertThat(mailbox.room(1)).isZero();

        mailbox.end(end(), false, 0);

        assertThat(mailbox.room(2)).isZero();
    }

    @Test
    void handling_makes_room() {
        mailbox.leave();
        offer("a");
        offer("b");
        offer("c");
        mailbox.run();

        assertThat(offer("d")).isEqualTo(Offer.TAKEN);
    }

    @Test
    void gaps_merge() {
        mailbox.offer(new Gap(Set.of("a")), 0);
        mailbox.offer(new Gap(Set.of("b")), 0);
        mailbox.leave();
        mailbox.run();

        assertThat(handled).containsExactly(new Event.Missed(new Gap(Set.of("a", "b"))));
    }

    @Test
    void the_end_is_last_and_says_what_it_dropped() {
        offer("a");
        mailbox.offer(delivery("b"), 1);

        assertThat(mailbox.end(end(), false, 0)).isEqualTo(new Mailbox.Dropped(1, 1));
        assertThat(offer("c")).isEqualTo(Offer.ENDED);
        assertThat(mailbox.offer(delivery("d"), 1)).isEqualTo(Offer.ENDED);
        mailbox.leave();
        mailbox.run();

        assertThat(handled).containsExactly(end());
        assertThat(mailbox.isDone()).isTrue();
    }

    @Test
    void the_end_can_keep_the_frames_that_came_before_it() {
        offer("a");
        mailbox.offer(delivery("b"), 1);

        assertThat(mailbox.end(end(), true, 0)).isEqualTo(new Mailbox.Dropped(0, 1));
        mailbox.leave();
        mailbox.run();

        assertThat(handled).containsExactly(text("a"), end());
    }

    @Test
    void it_ends_once() {
        mailbox.end(end(), true, 0);

        assertThatThrownBy(() -> mailbox.end(end(), true, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_long_queue_is_handled_in_turns_with_other_mailboxes() {
        mailbox.leave();
        for (int i = 0; i < 100; i++) {
            mailbox.offer(text("a"), 1_000, 1_000, 0);
        }

        mailbox.run();

        assertThat(handled).hasSize(64);
        assertThat(announced).hasSize(2);
        mailbox.run();
        assertThat(handled).hasSize(100);
    }

    @Test
    void high_water_marks_stay() {
        mailbox.leave();
        offer("aa");
        offer("bb");
        mailbox.offer(delivery("x"), 5);
        mailbox.run();
        offer("c");

        assertThat(counters.get(ConnectionCounters.Mark.INBOUND_MESSAGES)).isEqualTo(2);
        assertThat(counters.get(ConnectionCounters.Mark.INBOUND_BYTES)).isEqualTo(4);
        assertThat(counters.get(ConnectionCounters.Mark.LAYER_MESSAGES)).isEqualTo(1);
    }

    @Test
    void the_age_is_that_of_the_oldest_frame() {
        mailbox.offer(delivery("x"), 1);
        mailbox.offer(text("a"), 3, 10, 5);
        mailbox.offer(text("b"), 3, 10, 7);

        assertThat(mailbox.oldestFrameAge(9)).isEqualTo(4);
    }

    @Test
    void a_frame_that_finds_no_room_waits_for_it() throws Exception {
        mailbox.leave();
        offer("a");
        offer("b");
        offer("c");
        ExecutorService engine = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch started = new CountDownLatch(1);
            Future<Offer> waiting = engine.submit(() -> {
                started.countDown();
                return mailbox.await(text("d"), 3, 10, 0, LONG);
            });
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            mailbox.run();

            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(Offer.TAKEN);
            mailbox.run();
            assertThat(handled).hasSize(4);
        } finally {
            engine.shutdownNow();
        }
    }

    @Test
    void a_frame_that_waits_is_told_of_the_end() throws Exception {
        offer("a");
        offer("b");
        offer("c");
        ExecutorService engine = Executors.newSingleThreadExecutor();
        try {
            Future<Offer> waiting = engine.submit(() -> mailbox.await(text("d"), 3, 10, 0, LONG));
            mailbox.end(end(), false, 0);

            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(Offer.ENDED);
        } finally {
            engine.shutdownNow();
        }
    }

    @Test
    void a_frame_does_not_wait_for_longer_than_told() {
        offer("a");
        offer("b");
        offer("c");

        assertThat(mailbox.await(text("d"), 3, 10, 0, 1)).isEqualTo(Offer.FULL);
    }

    @Test
    void an_interrupted_wait_ends_and_keeps_the_interrupt() {
        offer("a");
        offer("b");
        offer("c");
        Thread.currentThread().interrupt();

        assertThat(mailbox.await(text("d"), 3, 10, 0, LONG)).isEqualTo(Offer.FULL);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void many_threads_never_run_the_handler_at_once_and_lose_nothing() throws Exception {
        int senders = 4;
        int each = 5_000;
        ExecutorService workers = Executors.newFixedThreadPool(4);
        ExecutorService engines = Executors.newFixedThreadPool(senders);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int[] count = {0}; // no lock and no volatile: the mailbox must make it visible
        CountDownLatch all = new CountDownLatch(senders * each);
        List<List<Integer>> seen = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            seen.add(Collections.synchronizedList(new ArrayList<>()));
        }
        Mailbox[] box = new Mailbox[1];
        box[0] = new Mailbox(
                new Mailbox.Owner() {
                    @Override
                    public void handle(Event event) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        count[0]++;
                        String[] parts = ((Event.Text) event).text().split(":", 2);
                        seen.get(Integer.parseInt(parts[0])).add(Integer.parseInt(parts[1]));
                        inside.decrementAndGet();
                        all.countDown();
                    }

                    @Override
                    public void ready(Event first) {
                        workers.execute(box[0]::run);
                    }
                },
                counters);
        box[0].leave();
        try {
            for (int s = 0; s < senders; s++) {
                int sender = s;
                engines.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        Event.Text frame = text(sender + ":" + i);
                        if (box[0].enter()) {
                            boxOwnerHandles(box[0], frame, seen, most, inside, count, all);
                        } else {
                            box[0].await(frame, 16, 1_000_000, 0, LONG);
                        }
                    }
                });
            }
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            engines.shutdownNow();
            workers.shutdownNow();
        }
        assertThat(most).hasValue(1);
        assertThat(count[0]).isEqualTo(senders * each);
        for (List<Integer> ofOne : seen) {
            assertThat(ofOne).isSorted().doesNotHaveDuplicates().hasSize(each);
        }
    }

    private static void boxOwnerHandles(
            Mailbox box,
            Event.Text frame,
            List<List<Integer>> seen,
            AtomicInteger most,
            AtomicInteger inside,
            int[] count,
            CountDownLatch all) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        count[0]++;
        String[] parts = frame.text().split(":", 2);
        seen.get(Integer.parseInt(parts[0])).add(Integer.parseInt(parts[1]));
        inside.decrementAndGet();
        box.leave();
        all.countDown();
    }
}
