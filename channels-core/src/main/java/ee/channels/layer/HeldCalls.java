package ee.channels.layer;

import ee.channels.layer.LayerCounters.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction wants of one layer, until it is over.
 *
 * <p>After the commit each call is made when the one before it has its effect, so that a group is joined before the
 * next message to it goes out, and a transaction of a thousand messages does not fill the queue of a connection to
 * Redis. The thread that has committed makes the first of them and waits for none. A call that fails does not stop the
 * next: it is counted, and the first of a transaction is logged.
 *
 * <p>Calls come from the threads of the transaction; it may be completed by another one at the same time, when it takes
 * too long. The lock guards the list and the state, and is not held while anything is called.
 *
 * <p>Thread-safe.
 */
final class HeldCalls implements TransactionHook.Participant {

    /**
     * One of them.
     *
     * @param what for the log
     */
    record Call(String what, Supplier<CompletionStage<Void>> start) {}

    private enum State {
        OPEN,
        COMMITTED,
        ROLLED_BACK
    }

    private static final Logger LOG = System.getLogger(HeldCalls.class.getName());

    private final String alias;
    private final int limit;
    private final LayerCounters counters;
    private final AtomicBoolean told = new AtomicBoolean();
    private final Object lock = new Object();

    /** Guarded by lock. */
    private State state = State.OPEN;

    /** Guarded by lock. */
    private List<Call> calls = new ArrayList<>();

    HeldCalls(String alias, int limit, LayerCounters counters) {
        this.alias = alias;
        this.limit = limit;
        this.counters = counters;
    }

    /**
     * Keeps a call, or drops it where the transaction has rolled back.
     *
     * @return false if the transaction has committed: then the call is the caller's to make
     * @throws ChannelLayerException if so many are kept already
     */
    boolean hold(Call call) {
        synchronized (lock) {
            if (state == State.COMMITTED) {
                return false;
            }
            if (state == State.OPEN) {
                if (calls.size() >= limit) {
                    throw new ChannelLayerException(
                            "Layer " + alias + ": " + call.what() + " is refused, as the transaction keeps " + limit
                                    + " calls already until it commits. Put more into one message, commit more often,"
                                    + " or raise after-commit-calls",
                            null);
                }
                calls.add(call);
                return true;
            }
        }
        counters.count(Kind.ROLLED_BACK);
        return true;
    }

    @Override
    public void completed(boolean committed) {
        List<Call> kept;
        synchronized (lock) {
            if (state != State.OPEN) {
                return;
            }
            state = committed ? State.COMMITTED : State.ROLLED_BACK;
            kept = calls;
            calls = List.of();
        }
        if (committed) {
            CompletionStage<@Nullable Void> previous = CompletableFuture.completedStage(null);
            for (Call call : kept) {
                previous = previous.thenCompose(done -> made(call));
            }
        } else {
            counters.count(Kind.ROLLED_BACK, kept.size());
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever one call throws, those behind it are made
    private CompletionStage<@Nullable Void> made(Call call) {
        CompletionStage<Void> stage;
        try {
            stage = call.start().get();
        } catch (RuntimeException | Error failure) {
            stage = CompletableFuture.failedStage(failure);
        }
        return stage.handle((done, failure) -> {
            if (failure != null) {
                failed(call, failure);
            }
            return null;
        });
    }

    private void failed(Call call, Throwable failure) {
        counters.count(Kind.FAILED_AFTER_COMMIT);
        LOG.log(
                told.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG,
                "Layer " + alias + ": " + call.what()
                        + " failed after its transaction had committed; further ones of the same transaction are"
                        + " counted (FAILED_AFTER_COMMIT)",
                failure);
    }
}
