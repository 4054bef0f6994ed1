package ee.channels.runtime;

import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.NoRouteException;
import ee.channels.layer.ChannelLayers;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.ConnectionCounters.Mark;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everything that the connections of one application share: the application itself, its layers, threads, bounds and
 * counters, and the table of the connections.
 *
 * <p><b>What may run at once.</b> Any number of handshakes, up to the bound. One watchdog looks at every connection a
 * few times a second; it never blocks and runs no user code.
 *
 * <p><b>The end.</b> {@link #close} ends every connection with 1001, in batches with some jitter between them, waits
 * for each {@code disconnect} and each socket up to the drain time-out, and then ends the threads. The layers are the
 * caller's to close, after that.
 *
 * <p>Thread-safe.
 */
public final class ChannelsRuntime implements AutoCloseable {

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);

    /** Connections that are ended together when the application goes down. */
    private static final int BATCH = 100;

    private final Application application;
    private final ChannelLayers layers;
    private final RuntimeOptions options;
    private final Threads threads;
    private final Ticker ticker;
    private final ConnectionCounters counters = new ConnectionCounters();
    private final Dispatcher dispatcher;
    private final Writers writers;
    private final FairShare engineShare;
    private final Semaphore handshakes;
    private final AtomicLong ids = new AtomicLong();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean stopping;

    /** A runtime that is at work at once. */
    public ChannelsRuntime(
            Application application, ChannelLayers layers, RuntimeOptions options, Threads threads, Ticker ticker) {
        this.application = application;
        this.layers = layers;
        this.options = options;
        this.threads = threads;
        this.ticker = ticker;
        int processors = Runtime.getRuntime().availableProcessors();
        this.dispatcher = new Dispatcher(threads, processors, ticker, this::handlersAreCalm);
        this.writers = new Writers(
                threads, () -> dispatcher.waiting() > 0, processors, threads.writerLimit(), ticker, counters);
        this.engineShare = new FairShare(options.engineThreads());
        this.handshakes = new Semaphore(options.handshakeThreads());
        threads.schedule(this::watch, WATCH_INTERVAL);
    }

    /**
     * Opens a connection and runs its {@code connect()} on this thread.
     *
     * @return accepted, or denied with the status to answer
     * @throws NoRouteException if the application serves no such path
     */
    public HandshakeAnswer handshake(Scope scope) {
        if (stopping || !admitted()) {
            return overloaded();
        }
        try {
            return admit(scope);
        } finally {
            handshakes.release();
        }
    }

    private HandshakeAnswer overloaded() {
        counters.count(Kind.OVERLOADED);
        return new HandshakeAnswer.Denied(503, Headers.of("Retry-After", "1"));
    }

    private boolean admitted() {
        try {
            return handshakes.tryAcquire(options.handshakePatience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @SuppressWarnings("IllegalCatch") // an Error of user code is answered with 500, as its exceptions are
    private HandshakeAnswer admit(Scope scope) {
        Connection connection = new Connection(this, Long.toString(ids.incrementAndGet(), 36), scope);
        Handler handler;
        try {
            handler = application.open(scope, connection);
        } catch (NoRouteException e) {
            throw e;
        } catch (Throwable failure) {
            Log.CONNECTION.log(Level.ERROR, () -> "A connection to " + scope + " could not be made", failure);
            counters.count(Kind.HANDSHAKE_ERRORS);
            return new HandshakeAnswer.Denied(500, Headers.empty());
        }
        connections.add(connection);
        if (stopping) {
            // It began before that: close() may have looked for the last time at who is here.
            forget(connection);
            return overloaded();
        }
        counters.mark(Mark.CONNECTIONS, connections.size());
        return connection.connect(handler);
    }

    /** Connections that are not over yet, or whose socket is not; a live view. */
    public Set<Connection> connections() {
        return Collections.unmodifiableSet(connections);
    }

    /** What has happened so far. */
    public ConnectionCounters counters() {
        return counters;
    }

    /** The bounds. */
    public RuntimeOptions options() {
        return options;
    }

    /** Refuses handshakes from now on; what is open stays so. */
    public void stopAccepting() {
        stopping = true;
    }

    /** Whether {@link #stopAccepting} or {@link #close} was called. */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Ends every connection with 1001, waits for them, and ends the threads. Blocks up to the drain time-out; closing
     * twice is closing once.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        stopAccepting();
        endInBatches();
        leaveDrained();
        try {
            if (!drained.await(options.drainTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                Log.RUNTIME.log(
                        Level.WARNING,
                        "{0} connections had not ended after {1}; they are left to the server",
                        connections.size(),
                        options.drainTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
    }

    /** Spread over half of the drain time-out, so that the clients do not all come back at once. */
    private void endInBatches() {
        List<Connection> all = new ArrayList<>(connections);
        Collections.shuffle(all);
        int batches = (all.size() + BATCH - 1) / BATCH;
        long step = options.drainTimeout().toNanos() / 2 / Math.max(1, batches);
        for (int i = 0; i < batches; i++) {
            List<Connection> batch = all.subList(i * BATCH, Math.min(all.size(), (i + 1) * BATCH));
            Runnable end = () -> batch.forEach(Connection::shutdown);
            if (i == 0) {
                end.run();
            } else {
                long jitter = ThreadLocalRandom.current().nextLong(step + 1);
                threads.schedule(end, Duration.ofNanos((i - 1) * step + jitter));
            }
        }
    }

    void forget(Connection connection) {
        connections.remove(connection);
        leaveDrained();
    }

    private void leaveDrained() {
        if (stopping && connections.isEmpty()) {
            drained.countDown();
        }
    }

    private void handlersAreCalm() {
        writers.letGo();
    }

    private void watch() {
        long now = now();
        connections.forEach(connection -> check(connection, now));
        threads.schedule(this::watch, WATCH_INTERVAL);
    }

    @SuppressWarnings("IllegalCatch") // the others must be looked after all the same
    private static void check(Connection connection, long now) {
        try {
            connection.check(now);
        } catch (Throwable failure) {
            Log.CONNECTION.log(Level.ERROR, () -> "Connection " + connection.id() + " could not be looked at", failure);
        }
    }

    /** The application's layers. */
    public ChannelLayers layers() {
        return layers;
    }

    Threads threads() {
        return threads;
    }

    Ticker ticker() {
        return ticker;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Writers writers() {
        return writers;
    }

    FairShare engineShare() {
        return engineShare;
    }

    long now() {
        return ticker.nanos();
    }
}
