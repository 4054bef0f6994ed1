package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A subscriber that keeps what it is given until a test asks, within a capacity.
 *
 * <p>Thread-safe.
 */
public final class Inbox implements Subscriber {
    private static final long DEADLINE_SECONDS = 20;

    private final Object application;
    private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Gap> gaps = new LinkedBlockingQueue<>();
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger rows = new AtomicInteger();

    /** An inbox of an application of its own. */
    public Inbox() {
        this(new Object());
    }

    public Inbox(Object application) {
        this.application = application;
    }

    /** Subscribes, and from then on takes no more than the channel may hold. */
    public Subscription at(LayerBackend layer, String channel) {
        Subscription subscription = layer.subscribe(channel, this);
        room.set(subscription.capacity() - deliveries.size());
        return subscription;
    }

    /** From now on takes so many more than were read. */
    public void limit(int capacity) {
        room.set(capacity - deliveries.size());
    }

    @Override
    public Object application() {
        return application;
    }

    @Override
    public boolean offer(Delivery delivery) {
        if (room.getAndUpdate(free -> free > 0 ? free - 1 : 0) <= 0) {
            return false;
        }
        deliveries.add(delivery);
        return true;
    }

    @Override
    public void offered() {
        rows.incrementAndGet();
    }

    /** How often it was told that what was offered was all for now. */
    public int rows() {
        return rows.get();
    }

    @Override
    public int room() {
        return room.get();
    }

    @Override
    public void gap(Gap gap) {
        gaps.add(gap);
    }

    /** The next delivery; fails if none comes in time. */
    public Delivery delivery() {
        try {
            Delivery delivery = deliveries.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertThat(delivery)
                    .as("a delivery within " + DEADLINE_SECONDS + " s")
                    .isNotNull();
            room.updateAndGet(free -> free == Integer.MAX_VALUE ? free : free + 1);
            return delivery;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** The next message; fails if none comes in time. */
    public Message next() {
        return delivery().message();
    }

    /** The types of so many next messages. */
    public List<String> types(int number) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            types.add(next().type());
        }
        return types;
    }

    /** How many wait to be read. */
    public int size() {
        return deliveries.size();
    }

    /** The gaps so far. */
    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    @Override
    public String toString() {
        return "Inbox" + deliveries;
    }
}
