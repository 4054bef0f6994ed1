package ee.channels.redis.connection;

import ee.channels.layer.ChannelLayerUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Completes the stages that users hold, on a thread of its own: what a user lets depend on a stage runs there, and
 * never on a thread that owns a connection or delivers messages.
 *
 * <p>Who waits for a stage with {@code get} or {@code join} does not wait for that thread, and so not for what other
 * users let run on it.
 *
 * <p><b>Order.</b> Stages complete in the order in which the operations did.
 *
 * <p>Thread-safe.
 */
public final class Results implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Inlet<Settled> settled = new Inlet<>(Integer.MAX_VALUE);
    private final LayerThread thread;
    private volatile boolean closed;

    /** What became of an operation, on its way to whoever depends on it. */
    private record Settled(Result result, @Nullable Throwable failure) {
        void tell() {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        }
    }

    /**
     * What a user holds. As long as nobody lets anything depend on it, there is nothing to complete, and a thread that
     * waits for it with {@code get} is woken by the operation itself.
     */
    private final class Result extends CompletableFuture<Void> {
        private final CompletableFuture<Void> operation;
        private volatile boolean watched;

        private Result(CompletableFuture<Void> operation) {
            this.operation = operation;
        }

        private void watch() {
            watched = true;
            // Either who completes it sees that it is watched, or this sees that it is complete.
            if (operation.isDone() && !isDone()) {
                CompletionStage<Void> done = operation;
                done.whenComplete((nothing, failure) -> new Settled(this, failure).tell());
            }
        }

        private void completed(@Nullable Throwable failure) {
            if (watched) {
                Results.this.settle(new Settled(this, failure));
            }
        }

        /** Called by each method that makes something depend on this, before it does. */
        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            watch();
            return new CompletableFuture<>();
        }

        /** Who asks for this may join it with others, or look whether it is done. */
        @Override
        public CompletableFuture<Void> toCompletableFuture() {
            watch();
            return this;
        }

        @Override
        public Void get() throws InterruptedException, ExecutionException {
            return isDone() ? super.get() : operation.get();
        }

        @Override
        public Void get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            return isDone() ? super.get(timeout, unit) : operation.get(timeout, unit);
        }

        @Override
        public Void join() {
            return isDone() ? super.join() : operation.join();
        }
    }

    /**
     * Starts the thread.
     *
     * @param alias of the layer
     */
    public Results(String alias) {
        thread = LayerThread.start(alias + "-results", this::run);
    }

    /** The user's view of an operation. */
    public CompletionStage<Void> of(CompletableFuture<Void> operation) {
        if (operation.isDone()) {
            return operation;
        }
        Result result = new Result(operation);
        CompletionStage<Void> end = operation;
        end.whenComplete((nothing, failure) -> result.completed(failure));
        return result;
    }

    private void settle(Settled one) {
        settled.offer(one);
        if (closed) {
            // Either the thread has seen it, or this has seen that there is no thread any more.
            tellAll();
        }
    }

    private void run() {
        while (!closed) {
            tellAll();
            settled.await(Long.MAX_VALUE);
        }
        tellAll();
    }

    private void tellAll() {
        Settled next = settled.poll();
        while (next != null) {
            next.tell();
            next = settled.poll();
        }
    }

    /** A failure for an operation on a layer that is closed. */
    public static ChannelLayerUnavailableException closed(String alias) {
        return new ChannelLayerUnavailableException("Layer " + alias + " is closed", null);
    }

    /** Ends the thread; what is settled later is told on the thread that settles it. */
    @Override
    public void close() {
        closed = true;
        settled.wake();
        thread.join(PATIENCE);
    }
}
