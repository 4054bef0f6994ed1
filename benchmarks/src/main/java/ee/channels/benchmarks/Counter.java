package ee.channels.benchmarks;

import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.Subscriber;
import java.util.concurrent.atomic.LongAdder;

/**
 * A reader that counts what comes and takes it all.
 *
 * <p>Thread-safe.
 */
final class Counter implements Subscriber {
    private final Object application;
    private final LongAdder received = new LongAdder();

    Counter(Object application) {
        this.application = application;
    }

    long received() {
        return received.sum();
    }

    @Override
    public Object application() {
        return application;
    }

    @Override
    public boolean offer(Delivery delivery) {
        received.increment();
        return true;
    }

    @Override
    public void gap(Gap gap) {
        throw new IllegalStateException("There was a gap: what was measured is worth nothing");
    }
}
