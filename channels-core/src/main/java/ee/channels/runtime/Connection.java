package ee.channels.runtime;

import ee.channels.Ticker;
import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import ee.channels.runtime.ConnectionCounters.Kind;
import ee.channels.runtime.ConnectionCounters.Mark;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from its handshake to its end: between the engine, which brings frames, the channel layer, which brings
 * messages, and the application's handler.
 *
 * <p><b>What may run at once.</b> Everything here may be called from any thread. The handler runs on one at a time, by
 * the {@link Mailbox}; writes go out one at a time, by the {@link OutboundQueue}. The monitor guards the state, the
 * answer and the subscription, and is held while they change alone: no handler or engine runs under it, and of the
 * layer nothing but the making and ending of this connection's channel.
 *
 * <p><b>Order.</b> {@code connect()} runs on the handshake's thread before the answer goes out; frames and layer
 * messages follow in the order of their coming, once the socket is open; {@code disconnect} is last.
 *
 * <p><b>The end</b> comes once, by whoever is first in {@link #end}: groups are left at once, {@code disconnect} is
 * queued, and the socket closes after what was sent before, or at once if the client is why. The connection leaves the
 * registry when both {@code disconnect} has run and the socket is done with.
 *
 * <p>Thread-safe.
 */
public final class Connection implements Link, Subscriber, Mailbox.Owner {

    /** How the socket is told of an end. */
    private enum Parting {
        /** It is gone, or never was. */
        GONE,
        /** After everything that was sent before. */
        IN_ORDER,
        /** At once: what waits is dropped. */
        AT_ONCE,
        /** It is lost, and the engine is told to give it up. */
        LOST
    }

    /** Pings without an answer, after which a connection is given up. */
    private static final int SILENT_ROUNDS = 2;

    /** Disconnects compete for threads as one party, so that blocked handlers do not hold them up. */
    private static final Object ENDS = new Object() {
        @Override
        public String toString() {
            return "ends";
        }
    };

    private final ChannelsRuntime runtime;
    private final String id;
    private final Scope scope;
    private final Mailbox mailbox;

    private volatile ConnectionOptions options; // written before the answer, by the handshake's thread
    private volatile @Nullable Handler handler; // written once, before connect()
    private volatile @Nullable OutboundQueue outbound; // written once, by accept
    private volatile @Nullable Pushback pushback; // written once, before the socket is open
    private volatile ConnectionState state = ConnectionState.CONNECTING; // written under this
    private @Nullable HandshakeAnswer answer; // guarded by this
    private @Nullable CloseReason reason; // guarded by this
    private @Nullable Runnable whenEnded; // guarded by this; at most one
    private @Nullable Subscription subscription; // guarded by this
    private volatile int capacity; // written with the subscription
    private boolean attached; // guarded by this
    private volatile long since; // of the present state
    private volatile long lastHeard;
    private long lastPing; // watchdog alone
    private int unanswered; // pings; watchdog alone
    private boolean disconnected; // guarded by this
    private boolean socketDone; // guarded by this

    Connection(ChannelsRuntime runtime, String id, Scope scope) {
        this.runtime = runtime;
        this.id = id;
        this.scope = scope;
        this.mailbox = new Mailbox(this, runtime.counters());
        this.options = runtime.options().connection();
        this.since = runtime.now();
        this.lastHeard = since;
        this.lastPing = since;
    }

    @Override
    public String id() {
        return id;
    }

    /** The scope that the handshake was opened with, before middleware and routes. */
    public Scope scope() {
        return scope;
    }

    // ---- the handshake, on its own thread

    /** Runs {@code connect()} and takes its answer. */
    HandshakeAnswer connect(Handler opened) {
        handler = opened;
        runtime.counters().count(Kind.HANDSHAKES);
        boolean failed = !runs("connect", opened::connect);
        HandshakeAnswer decided = failed ? refuse(Cause.ERROR, 500) : decide();
        if (decided instanceof HandshakeAnswer.Denied denied) {
            runtime.counters().count(failed ? Kind.HANDSHAKE_ERRORS : Kind.DENIED);
            end(new CloseReason(denied.status(), "", failed ? Cause.ERROR : Cause.REFUSED), Parting.GONE);
            mailbox.leave();
        } else {
            runtime.counters().count(Kind.ACCEPTED);
            mailbox.hold();
        }
        return decided;
    }

    private synchronized HandshakeAnswer decide() {
        if (answer == null) {
            Log.CONNECTION.log(
                    Level.WARNING,
                    "Connection {0} to {1}: connect() neither accepted nor denied; denied with 403",
                    id,
                    scope);
            return refuse(Cause.REFUSED, 403);
        }
        if (answer instanceof HandshakeAnswer.Accepted && state == ConnectionState.CONNECTING) {
            become(ConnectionState.ACCEPTED);
        } else if (answer instanceof HandshakeAnswer.Accepted && !endedByApplication()) {
            return refuse(Cause.SHUTDOWN, 503);
        }
        return answer;
    }

    private synchronized HandshakeAnswer refuse(Cause cause, int status) {
        Headers headers = cause == Cause.SHUTDOWN ? Headers.of("Retry-After", "1") : Headers.empty();
        answer = new HandshakeAnswer.Denied(status, headers);
        return answer;
    }

    private synchronized boolean endedByApplication() {
        return reason != null && (reason.cause() == Cause.CONSUMER || reason.cause() == Cause.KICKED);
    }

    // ---- the engine's side

    /**
     * The socket is open, on an engine that reads on while earlier frames are handled: its threads never wait and never
     * run a handler, and its reading pauses at the bounds. Otherwise as {@link #opened(Transport)}.
     */
    public void opened(Transport transport, Inflow inflow) {
        pushback = new Pushback(inflow, mailbox::isCrowded);
        opened(transport);
    }

    /** The socket is open: what was sent leaves, and what was held runs. Call one of these, once. */
    public void opened(Transport transport) {
        OutboundQueue queue = outbound;
        if (queue == null) {
            throw new IllegalStateException("Connection " + id + " was not accepted");
        }
        synchronized (this) {
            if (attached) {
                throw new IllegalStateException("Connection " + id + " is open already");
            }
            attached = true;
            if (state == ConnectionState.ACCEPTED) {
                become(ConnectionState.OPEN);
            }
        }
        lastHeard = runtime.now();
        runtime.counters().count(Kind.OPENED);
        queue.attach(transport);
        mailbox.release();
    }

    /**
     * A whole text message has come. Runs the handler on this thread if it is free and the application's share of the
     * server's threads allows it; may wait where the bounds are reached. Does neither if the socket has an
     * {@link Inflow}.
     */
    public void text(String text) {
        receive(new Event.Text(text));
    }

    /** A whole binary message has come; the buffer is handed over. As {@link #text}. */
    public void binary(ByteBuffer bytes) {
        receive(new Event.Binary(bytes));
    }

    /** The client has answered a ping. */
    public void pong() {
        lastHeard = runtime.now();
    }

    /** A message was larger than the options allow. */
    public void messageTooBig() {
        end(new CloseReason(1009, "message too big", Cause.MESSAGE_TOO_BIG), Parting.AT_ONCE);
    }

    /** The socket is closed: by a close frame of the client's with its code, or without one, which is code 1006. */
    public void gone(int code, String phrase) {
        end(new CloseReason(code, phrase, code == 1006 ? Cause.LOST : Cause.CLIENT), Parting.GONE);
        OutboundQueue queue = outbound;
        if (queue != null) {
            queue.abandon();
        }
    }

    /** The engine did not upgrade although the handshake was accepted. */
    public void upgradeFailed() {
        end(new CloseReason(1006, "", Cause.UPGRADE_FAILED), Parting.GONE);
        OutboundQueue queue = outbound;
        if (queue != null) {
            queue.abandon();
        }
    }

    /** The HTTP session that this connection belongs to has ended. */
    public void sessionEnded() {
        end(new CloseReason(options.sessionEndCode(), "session ended", Cause.SESSION_ENDED), Parting.AT_ONCE);
    }

    /**
     * Waits until the engine has closed the socket, which it does on another thread, and has opened it before where the
     * handshake was accepted a moment ago. No wait for one that was refused: nothing of it is left to close.
     *
     * @param until a tick of {@link Ticker#system()}, since it is a real thread that waits
     * @return whether it has
     */
    public synchronized boolean awaitClosed(long until) throws InterruptedException {
        while (!socketDone) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - Ticker.system().nanos());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /**
     * Has something done at the end of this connection, by whoever ends it, or at once if it is over.
     *
     * @param task short, and never blocks; takes the place of one that was given before
     */
    public void whenEnded(Runnable task) {
        synchronized (this) {
            if (state != ConnectionState.ENDED) {
                whenEnded = task;
                return;
            }
        }
        task.run();
    }

    /**
     * The application is going down. A socket that is not open yet is not waited for: a server that is stopping may
     * have sent the 101 and then never open it.
     */
    public void shutdown() {
        boolean open;
        synchronized (this) {
            open = attached;
        }
        end(new CloseReason(1001, "going away", Cause.SHUTDOWN), open ? Parting.IN_ORDER : Parting.GONE);
    }

    private void receive(Event.Incoming frame) {
        runtime.counters().count(Kind.RECEIVED);
        lastHeard = runtime.now();
        Object kind = handler().kind();
        Pushback engine = pushback;
        Mailbox.Offer offer;
        if (engine != null) {
            offer = mailbox.take(frame, options.inboundMessages(), options.inboundBytes(), lastHeard);
            engine.settle();
        } else if (runtime.engineShare().tryTake(kind)) {
            runtime.counters().mark(Mark.ENGINE_THREADS, runtime.engineShare().taken());
            try {
                if (mailbox.enter()) {
                    handle(frame);
                    mailbox.leave();
                    return;
                }
                offer = mailbox.await(
                        frame,
                        options.inboundMessages(),
                        options.inboundBytes(),
                        lastHeard,
                        Mailbox.nanos(options.inboundAge()));
            } finally {
                runtime.engineShare().give(kind);
            }
        } else {
            offer = mailbox.offer(frame, options.inboundMessages(), options.inboundBytes(), lastHeard);
        }
        switch (offer) {
            case TAKEN -> {}
            case ENDED -> runtime.counters().count(Kind.IN_DROPPED_ENDED);
            case FULL -> {
                runtime.counters().count(Kind.IN_DROPPED_OVERFLOW);
                overflowed();
            }
        }
    }

    private void overflowed() {
        end(new CloseReason(1008, "too many messages", Cause.INBOUND_OVERFLOW), Parting.AT_ONCE);
    }

    // ---- the application's side

    @Override
    public ConnectionOptions options() {
        return options;
    }

    @Override
    public synchronized void configure(ConnectionOptions changed) {
        requireUndecided("configure");
        options = changed;
    }

    @Override
    public synchronized void accept(Optional<String> subprotocol, Headers headers) {
        requireUndecided("accept");
        answer = new HandshakeAnswer.Accepted(this, subprotocol, headers);
        outbound = new OutboundQueue(
                options, runtime.counters(), runtime.threads(), runtime.writers(), runtime.ticker(), this::socketDone);
    }

    @Override
    public synchronized void deny(int status, Headers headers) {
        requireUndecided("deny");
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A handshake is denied with a status of 400 to 599, not " + status);
        }
        answer = new HandshakeAnswer.Denied(status, headers);
    }

    @Override
    public void send(Frame frame) {
        OutboundQueue queue = outbound;
        if (queue == null) {
            throw new IllegalStateException("Nothing can be sent before accept()");
        }
        if (queue.send(frame) == OutboundQueue.Verdict.TOO_SLOW) {
            tooSlow();
        }
    }

    @Override
    public void close(int code, String phrase) {
        close(code, phrase, Cause.CONSUMER);
    }

    @Override
    public void kick(int code, String phrase) {
        close(code, phrase, Cause.KICKED);
    }

    @Override
    public void join(String group) {
        if (state == ConnectionState.ENDED) {
            return;
        }
        String channel = channelName();
        channelLayer().groupAdd(group, channel);
        if (state == ConnectionState.ENDED) {
            channelLayer().groupDiscardAsync(group, channel);
        }
    }

    @Override
    public void leave(String group) {
        channelLayer().groupDiscard(group, channelName());
    }

    @Override
    public synchronized String channelName() {
        if (subscription == null) {
            LayerBackend backend = runtime.layers().backend(options.channelLayer());
            Subscription made = backend.subscribe(backend.newChannel(), this);
            capacity = made.capacity();
            subscription = made;
            if (state == ConnectionState.ENDED) {
                made.close();
            }
        }
        return subscription.channel();
    }

    @Override
    public ChannelLayer channelLayer() {
        return runtime.layers().layer(options.channelLayer());
    }

    private void close(int code, String phrase, Cause cause) {
        CloseFrame frame = CloseFrame.of(code, phrase);
        synchronized (this) {
            if (answer == null && state == ConnectionState.CONNECTING) {
                deny(403, Headers.empty());
                return;
            }
        }
        end(new CloseReason(frame.code(), frame.phrase(), cause), Parting.IN_ORDER);
    }

    private void requireUndecided(String what) {
        if (answer != null) {
            throw new IllegalStateException("The handshake was decided already; " + what + " comes too late");
        }
    }

    // ---- the layer's side

    @Override
    public Object application() {
        return runtime;
    }

    @Override
    public boolean offer(Delivery delivery) {
        boolean taken = mailbox.offer(delivery, capacity) == Mailbox.Offer.TAKEN;
        if (taken) {
            runtime.counters().count(Kind.LAYER_RECEIVED);
        }
        return taken;
    }

    @Override
    public void offered() {
        runtime.dispatcher().go();
    }

    @Override
    public int room() {
        return mailbox.room(capacity);
    }

    @Override
    public void gap(Gap gap) {
        mailbox.offer(gap, runtime.now());
    }

    // ---- the mailbox's side

    @Override
    public void ready(Event first) {
        runtime.dispatcher().ready(party(first), mailbox);
    }

    @Override
    public void readySoon(Event first) {
        runtime.dispatcher().add(party(first), mailbox);
    }

    private Object party(Event first) {
        if (first instanceof Event.Layer layer) {
            return layer.delivery().source();
        }
        return first instanceof Event.End ? ENDS : handler().kind();
    }

    @Override
    public void calm() {
        lastHeard = runtime.now(); // nothing could be heard meanwhile
        settleInflow();
    }

    private void settleInflow() {
        Pushback engine = pushback;
        if (engine != null) {
            engine.settle();
        }
    }

    @Override
    public void handle(Event event) {
        Handler to = handler();
        boolean fine = true;
        if (event instanceof Event.Text text) {
            runtime.counters().count(Kind.HANDLED);
            fine = runs("text", () -> to.text(text.text()));
        } else if (event instanceof Event.Binary binary) {
            runtime.counters().count(Kind.HANDLED);
            fine = runs("binary", () -> to.binary(binary.bytes()));
        } else if (event instanceof Event.Layer layer) {
            if (runtime.now() - layer.delivery().expiresAt() > 0) {
                runtime.counters().count(Kind.LAYER_DROPPED_EXPIRED);
            } else {
                runtime.counters().count(Kind.LAYER_HANDLED);
                Message message = layer.delivery().message();
                fine = runs(message, () -> to.message(message));
            }
        } else if (event instanceof Event.Missed missed) {
            fine = runs("gap", () -> to.gap(missed.gap()));
        } else if (event instanceof Event.End end) {
            runtime.counters().count(Kind.DISCONNECTED);
            runs("disconnect", () -> to.disconnect(end.reason()));
            disconnected();
        }
        if (!fine) {
            runtime.counters().count(Kind.HANDLER_ERRORS);
            end(new CloseReason(1011, "internal error", Cause.ERROR), Parting.IN_ORDER);
        }
    }

    // ---- time

    /** The watchdog's look, a few times a second. */
    void check(long now) {
        OutboundQueue queue = outbound;
        if (queue == null) {
            return;
        }
        boolean opened;
        synchronized (this) {
            opened = attached;
        }
        if (!opened && state != ConnectionState.CONNECTING && now - since > Mailbox.nanos(options.openTimeout())) {
            upgradeFailed();
            return;
        }
        switch (queue.check(now)) {
            case FINE -> {}
            case TOO_SLOW -> tooSlow();
            case LOST -> end(new CloseReason(1006, "", Cause.LOST), Parting.LOST);
        }
        if (state == ConnectionState.OPEN) {
            if (mailbox.oldestFrameAge(now) > Mailbox.nanos(options.inboundAge())) {
                overflowed();
            }
            listen(now, queue);
        }
    }

    private void listen(long now, OutboundQueue queue) {
        long interval = Mailbox.nanos(options.pingInterval());
        long quiet = Math.min(now - lastHeard, now - lastPing);
        if (interval == 0 || quiet < interval || mailbox.isCrowded()) {
            return;
        }
        if (lastHeard - lastPing >= 0) {
            unanswered = 0;
        }
        if (unanswered == SILENT_ROUNDS) {
            end(new CloseReason(1001, "no answer", Cause.SILENT), Parting.AT_ONCE);
        } else if (queue.ping()) {
            unanswered++;
            lastPing = now;
        }
    }

    private void tooSlow() {
        CloseReason slow = new CloseReason(1013, "client too slow", Cause.SLOW_CLIENT);
        if (!end(slow, Parting.AT_ONCE)) {
            OutboundQueue queue = outbound;
            if (queue != null) {
                queue.abort(slow.code(), slow.phrase(), Kind.OUT_DROPPED_OVERFLOW);
            }
        }
    }

    // ---- the end

    private boolean end(CloseReason why, Parting parting) {
        Subscription held;
        Runnable task;
        synchronized (this) {
            if (state == ConnectionState.ENDED) {
                return false;
            }
            become(ConnectionState.ENDED);
            reason = why;
            held = subscription;
            task = whenEnded;
            whenEnded = null;
        }
        runtime.counters().ended(why);
        if (held != null) {
            held.close();
        }
        part(why, parting);
        boolean keepFrames = why.cause() == Cause.CLIENT || why.cause() == Cause.LOST;
        Mailbox.Dropped dropped = mailbox.end(new Event.End(why), keepFrames, runtime.now());
        runtime.counters().count(Kind.IN_DROPPED_ENDED, dropped.frames());
        runtime.counters().count(Kind.LAYER_DROPPED_ENDED, dropped.messages());
        settleInflow(); // the engine has to see the client's close
        if (task != null) {
            task.run();
        }
        return true;
    }

    private void part(CloseReason why, Parting parting) {
        OutboundQueue queue = outbound;
        if (queue == null) {
            socketDone();
            return;
        }
        switch (parting) {
            case GONE -> queue.abandon();
            case IN_ORDER -> queue.finish(why.code(), why.phrase());
            case LOST -> queue.abort(1001, "going away", Kind.OUT_DROPPED_ENDED);
            case AT_ONCE ->
                queue.abort(
                        why.code(),
                        why.phrase(),
                        why.cause() == Cause.SLOW_CLIENT ? Kind.OUT_DROPPED_OVERFLOW : Kind.OUT_DROPPED_ENDED);
        }
    }

    private void disconnected() {
        boolean done;
        synchronized (this) {
            disconnected = true;
            done = socketDone;
        }
        if (done) {
            runtime.forget(this);
        }
    }

    private void socketDone() {
        boolean done;
        synchronized (this) {
            socketDone = true;
            notifyAll();
            done = disconnected;
        }
        if (done) {
            runtime.forget(this);
        }
    }

    private synchronized void become(ConnectionState next) {
        state = state.to(next);
        since = runtime.now();
    }

    private Handler handler() {
        Handler opened = handler;
        if (opened == null) {
            throw new IllegalStateException("Connection " + id + " has no handler yet");
        }
        return opened;
    }

    /** Runs the application's code; whatever it throws is logged, and the peer is told nothing of it. */
    @SuppressWarnings("IllegalCatch") // an Error of user code ends its connection, not the shared thread
    private boolean runs(Object what, Runnable code) {
        try {
            code.run();
            return true;
        } catch (Throwable failure) {
            Log.CONNECTION.log(
                    Level.ERROR,
                    () -> "Connection " + id + " to " + scope.path() + ", "
                            + handler().kind() + ": " + what + " failed",
                    failure);
            return false;
        }
    }
}
