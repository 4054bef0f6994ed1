package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.runtime.Mailbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * The mailbox in every order of its callers' steps, with up to two preemptions: one event at a time, nothing lost,
 * nothing run twice, each sender's in order, the end last and once.
 *
 * <p>Seen to find: a release that looked at the state under one lock and changed it under another, so that two threads
 * had the right to run (that was in the code); a {@code leave} that does not look at what came meanwhile; a {@code run}
 * that calls itself idle before its last handler has returned.
 */
class MailboxModelTest {

    private static final int PREEMPTIONS = 2;

    /** A mailbox whose announcements each have a worker of their own. */
    private static final class Subject implements Mailbox.Owner {

        private final Interleavings threads;
        private final Mailbox mailbox;
        private final List<Event> taken = new ArrayList<>();
        private final List<Event> handled = new ArrayList<>();
        private int inside;
        private int rights;
        private int droppedFrames;
        private int droppedMessages;

        Subject(Interleavings threads) {
            this.threads = threads;
            this.mailbox = new Mailbox(this, new ConnectionCounters(), threads.lock());
        }

        @Override
        public void handle(Event event) {
            inside++;
            if (inside > 1) {
                threads.fail("Two handlers run at once");
            }
            threads.step();
            handled.add(event);
            inside--;
        }

        @Override
        public void ready(Event first) {
            rights++;
            if (rights > 1) {
                threads.fail("The right to run was given to two");
            }
            threads.start("worker", () -> {
                rights--;
                mailbox.run();
            });
        }

        /** As a connection takes a frame. */
        void receive(String text, boolean onEngineThread, long patience) {
            Event.Text frame = new Event.Text(text, 1);
            if (onEngineThread && mailbox.enter()) {
                taken.add(frame);
                handle(frame);
                mailbox.leave();
                return;
            }
            Offer offer = patience == 0 ? mailbox.offer(frame, 1, 10, 0) : mailbox.await(frame, 1, 10, 0, patience);
            if (offer == Offer.TAKEN) {
                taken.add(frame);
            }
        }

        void deliver(String type) {
            Delivery delivery = new Delivery("group", Message.of(type), Long.MAX_VALUE);
            if (mailbox.offer(delivery, 5) == Offer.TAKEN) {
                taken.add(new Event.Layer(delivery));
            }
        }

        void end(boolean keepFrames) {
            CloseReason reason = new CloseReason(1000, "", CloseReason.Cause.CLIENT);
            Mailbox.Dropped dropped = mailbox.end(new Event.End(reason), keepFrames, 0);
            droppedFrames = dropped.frames();
            droppedMessages = dropped.messages();
        }

        /** What holds when everything has ended, the mailbox too. */
        void everythingIsAccountedFor() {
            assertThat(mailbox.isDone()).as("done").isTrue();
            assertThat(handled.get(handled.size() - 1)).isInstanceOf(Event.End.class);
            assertThat(handled).as("nothing twice").doesNotHaveDuplicates();
            assertThat(handled.stream().filter(Event.End.class::isInstance)).hasSize(1);
            assertThat(count(taken, Event.Incoming.class))
                    .as("frames")
                    .isEqualTo(count(handled, Event.Incoming.class) + droppedFrames);
            assertThat(count(taken, Event.Layer.class))
                    .as("messages")
                    .isEqualTo(count(handled, Event.Layer.class) + droppedMessages);
            for (String sender : List.of("a", "b", "m")) {
                assertThat(handled.stream().map(Subject::name).filter(name -> name.startsWith(sender)))
                        .as("order")
                        .isSorted();
            }
        }

        private static long count(List<Event> events, Class<? extends Event> kind) {
            return events.stream().filter(kind::isInstance).count();
        }

        private static String name(Event event) {
            if (event instanceof Event.Text text) {
                return text.text();
            }
            return event instanceof Event.Layer layer
                    ? layer.delivery().message().type()
                    : "-";
        }
    }

    private static void always(BiConsumer<Interleavings, Subject> scenario) {
        int orders = Interleavings.explore(PREEMPTIONS, threads -> {
            Subject subject = new Subject(threads);
            scenario.accept(threads, subject);
            return subject::everythingIsAccountedFor;
        });
        assertThat(orders).as("orders").isGreaterThan(100);
    }

    @Test
    void frames_on_the_engines_thread_meet_messages_and_an_end_that_keeps_them() {
        always((threads, subject) -> {
            subject.mailbox.leave();
            threads.start("engine", () -> {
                subject.receive("a1", true, 0);
                subject.receive("a2", true, 1);
            });
            threads.start("layer", () -> {
                subject.deliver("m1");
                subject.deliver("m2");
            });
            threads.start("end", () -> subject.end(true));
        });
    }

    @Test
    void two_senders_wait_for_room_while_the_end_drops_what_waits() {
        always((threads, subject) -> {
            subject.mailbox.leave();
            threads.start("one", () -> {
                subject.receive("a1", false, 1);
                subject.receive("a2", false, 1);
            });
            threads.start("other", () -> subject.receive("b1", true, 1));
            threads.start("end", () -> subject.end(false));
        });
    }

    @Test
    void what_comes_while_connect_runs_is_held_until_the_socket_opens_or_the_end_comes() {
        always((threads, subject) -> {
            threads.start("handshake", () -> {
                subject.mailbox.hold();
                subject.mailbox.release();
            });
            threads.start("layer", () -> subject.deliver("m1"));
            threads.start("frame", () -> subject.receive("a1", true, 0));
            threads.start("end", () -> subject.end(true));
        });
    }

    @Test
    void an_end_meets_the_opening_of_the_socket() {
        always((threads, subject) -> {
            subject.mailbox.hold();
            threads.start("open", () -> {
                subject.mailbox.release();
                subject.receive("a1", true, 0);
            });
            threads.start("frame", () -> subject.receive("b1", false, 0));
            threads.start("end", () -> subject.end(true));
        });
    }

    @Test
    void gaps_merge_and_lose_no_one_else() {
        always((threads, subject) -> {
            subject.mailbox.leave();
            threads.start("gaps", () -> {
                subject.mailbox.offer(new Gap(Set.of("g")), 0);
                subject.mailbox.offer(new Gap(Set.of("h")), 0);
            });
            threads.start("layer", () -> subject.deliver("m1"));
            threads.start("end", () -> subject.end(true));
        });
    }
}
