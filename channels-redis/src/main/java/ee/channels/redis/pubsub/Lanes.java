package ee.channels.redis.pubsub;

import ee.channels.redis.config.ReaderOptions;
import ee.channels.redis.connection.Inlet;
import ee.channels.redis.connection.LayerThread;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The threads that decode messages and hand them over, so that those who read from Redis only read. A name always goes
 * by the same lane: its messages keep their order, and other lanes do not wait for it.
 *
 * <p>A lane is bounded in messages and bytes. What does not fit is the caller's to count.
 *
 * <p>Thread-safe.
 */
final class Lanes implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Lanes.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<Arrival> handler;
    private final List<Lane> lanes;
    private volatile boolean closed;

    /**
     * Starts the threads.
     *
     * @param handler runs on them
     */
    Lanes(String alias, ReaderOptions options, Consumer<Arrival> handler) {
        this.handler = handler;
        this.lanes = IntStream.range(0, options.lanes())
                .mapToObj(i -> new Lane(options.backlog(), options.backlogBytes()))
                .toList();
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).start(alias + "-lane-" + i);
        }
    }

    private final class Lane {
        private final Inlet<Arrival> arrivals;
        private final long mostBytes;
        private final AtomicLong bytes = new AtomicLong();
        private volatile @Nullable LayerThread thread;

        private Lane(int backlog, long mostBytes) {
            this.arrivals = new Inlet<>(backlog);
            this.mostBytes = mostBytes;
        }

        private void start(String name) {
            thread = LayerThread.start(name, this::run);
        }

        private boolean offer(Arrival arrival) {
            int weight = arrival.weight();
            // A message that is larger than the bound by itself must get through an empty lane.
            if (bytes.get() > 0 && bytes.get() + weight > mostBytes) {
                return false;
            }
            bytes.addAndGet(weight);
            boolean taken = arrivals.offer(arrival);
            if (!taken) {
                bytes.addAndGet(-weight);
            }
            return taken;
        }

        private void run() {
            while (!closed) {
                Arrival next = arrivals.poll();
                if (next == null) {
                    arrivals.await(Long.MAX_VALUE);
                } else {
                    bytes.addAndGet(-next.weight());
                    handle(next);
                }
            }
        }

        @SuppressWarnings("IllegalCatch") // one message must not end the delivery of all others, by an Error neither
        private void handle(Arrival arrival) {
            try {
                handler.accept(arrival);
            } catch (Throwable failed) {
                LOG.log(Level.ERROR, "A message to " + arrival.name() + " could not be handed over", failed);
            }
        }

        private void close() {
            arrivals.wake();
            LayerThread started = thread;
            if (started != null) {
                started.join(PATIENCE);
            }
        }
    }

    /** Hands a message to its lane; false if that is full. */
    boolean offer(Arrival arrival) {
        int hash = arrival.name().hashCode();
        // The upper bits too: the names of groups often differ in their last characters alone.
        return lanes.get(Math.floorMod(hash ^ (hash >>> 16), lanes.size())).offer(arrival);
    }

    /** Ends the threads, when each is through with its message; gives back those that still wait. */
    List<Arrival> end() {
        closed = true;
        lanes.forEach(Lane::close);
        return lanes.stream()
                .flatMap(lane -> Stream.generate(lane.arrivals::poll).takeWhile(Objects::nonNull))
                .toList();
    }

    @Override
    public void close() {
        end();
    }
}
