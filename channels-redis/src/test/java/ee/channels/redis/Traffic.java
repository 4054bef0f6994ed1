package ee.channels.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.Subscriber;
import ee.channels.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbered messages from several senders to several groups, all the time, so that whatever goes wrong meanwhile can be
 * judged to the message: nothing twice, nothing out of order, and nothing that was sent lost without a gap that was
 * told afterwards.
 *
 * <p>A message whose sending failed may have arrived or not.
 */
public final class Traffic implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int SENDERS = 2;

    private final LayerBackend sender;
    private final List<String> groups;
    private final List<Member> members = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ConcurrentHashMap<Sent, Long> succeeded = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();

    private record Sent(String group, long sender, long number) {}

    private record Arrived(Sent message, long at) {}

    private record Told(Gap gap, long at) {}

    /** One member of all groups. */
    public static final class Member implements Subscriber {
        private final ConcurrentLinkedQueue<Arrived> arrived = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();

        @Override
        public Object application() {
            return Member.class;
        }

        @Override
        public boolean offer(Delivery delivery) {
            Message message = delivery.message();
            arrived.add(new Arrived(
                    new Sent(delivery.source(), message.getLong("sender"), message.getLong("number")),
                    System.nanoTime()));
            return true;
        }

        @Override
        public void gap(Gap gap) {
            told.add(new Told(gap, System.nanoTime()));
        }

        /** The gaps that it was told of. */
        public List<Gap> gaps() {
            return told.stream().map(Told::gap).toList();
        }
    }

    /** Puts members into groups at each of the receiving layers, and begins to send. */
    public Traffic(LayerBackend sender, List<LayerBackend> receivers, List<String> groups) throws Exception {
        this.sender = sender;
        this.groups = groups;
        for (LayerBackend receiver : receivers) {
            for (int i = 0; i < 3; i++) {
                Member member = new Member();
                String channel = receiver.newChannel();
                receiver.subscribe(channel, member);
                for (String group : groups) {
                    receiver.join(group, channel).toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                }
                members.add(member);
            }
        }
        for (int i = 0; i < SENDERS; i++) {
            long number = i;
            Thread thread = new Thread(() -> send(number), "sender-" + i);
            thread.start();
            threads.add(thread);
        }
        flows();
    }

    private void send(long number) {
        try {
            long next = 0;
            while (end.getCount() > 0) {
                boolean worked = true;
                for (String group : groups) {
                    worked &= send(new Sent(group, number, next));
                }
                next++;
                if (end.await(worked ? 1 : 10, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean send(Sent message) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            sender.groupSend(
                            message.group(),
                            Message.of("numbered")
                                    .with("sender", message.sender())
                                    .with("number", message.number()))
                    .toCompletableFuture()
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            succeeded.put(message, begun);
            return true;
        } catch (ExecutionException failed) {
            assertThat(failed.getCause()).isInstanceOf(ChannelLayerException.class);
        } catch (TimeoutException late) {
            throw new AssertionError("Neither sent nor failed", late);
        }
        failures.incrementAndGet();
        return false;
    }

    /** Waits until every member gets messages of every group that are sent from now on. */
    public void flows() {
        long from = System.nanoTime();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(member -> assertThat(member.arrived)
                                .filteredOn(arrived -> succeeded.getOrDefault(arrived.message(), from - 1) - from > 0)
                                .extracting(arrived -> arrived.message().group())
                                .containsAll(groups)));
    }

    /** Waits until every member was told of so many gaps more than before, over all its groups. */
    public void gapsAreTold() {
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(member -> assertThat(member.gaps())
                                .flatExtracting(Gap::groups)
                                .containsAll(groups)));
    }

    /** How many messages could not be sent. */
    public long failures() {
        return failures.get();
    }

    public List<Member> members() {
        return members;
    }

    /** Ends the sending, waits for what is on its way, and judges. */
    public void verify() {
        close();
        Map<Sent, Long> last = new HashMap<>();
        succeeded.forEach((message, at) ->
                last.merge(new Sent(message.group(), message.sender(), 0), message.number(), Math::max));
        for (Member member : members) {
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(member.arrived)
                            .extracting(Arrived::message)
                            .containsAll(last.entrySet().stream()
                                    .map(entry -> new Sent(
                                            entry.getKey().group(),
                                            entry.getKey().sender(),
                                            entry.getValue()))
                                    .toList()));
            assertInOrder(member);
            // After a move there is a second gap, when every sender must have noticed.
            await().atMost(DEADLINE).untilAsserted(() -> assertNothingLostInSilence(member));
        }
    }

    private static void assertInOrder(Member member) {
        Map<Sent, Long> numbers = new HashMap<>();
        for (Arrived arrived : member.arrived) {
            Sent message = arrived.message();
            Long before = numbers.put(new Sent(message.group(), message.sender(), 0), message.number());
            assertThat(message.number())
                    .as("the message after number " + before + " of sender " + message.sender() + " to "
                            + message.group())
                    .isGreaterThan(before == null ? -1 : before);
        }
    }

    private void assertNothingLostInSilence(Member member) {
        Map<Sent, Long> lost = new HashMap<>(succeeded);
        member.arrived.forEach(arrived -> lost.remove(arrived.message()));
        lost.forEach((message, sentAt) -> assertThat(member.told)
                .as("a gap that explains the loss of " + message)
                .anyMatch(told -> told.at() - sentAt > 0 && told.gap().groups().contains(message.group())));
    }

    /** Ends the sending. */
    @Override
    public void close() {
        end.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(DEADLINE.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
