package ee.channels.jakarta.session;

import ee.channels.ChannelsException;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.GroupName;
import ee.channels.message.Message;
import ee.channels.runtime.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of HTTP sessions, told to the other nodes of an application and heard from them, so that the end of a
 * session on one node closes its sockets on all of them.
 *
 * <p>One subscription for the application, in a group named for its context path, over a channel layer that other
 * processes share. On the wire a session is the SHA-256 of its id, which is a credential.
 *
 * <p><b>When the layer is away</b>, what happens on this node is carried out on this node, and told to the others when
 * it is back: each node keeps its last {@value #RECENT} news, tells them again after a failure or a gap, and asks the
 * others for theirs after a gap of its own. Hearing them twice does no harm.
 *
 * <p><b>What may run at once.</b> Everything; nothing here blocks. News of one node are heard in their order.
 *
 * <p>No Channels counterpart.
 *
 * <p>Thread-safe.
 */
public final class SessionNews implements Subscriber, AutoCloseable {

    private static final Logger LOG = System.getLogger(SessionNews.class.getName());
    private static final String GROUP = "channels-sessions";
    private static final String TYPE = "session.news";
    private static final char RENAMED = '>';
    private static final int RECENT = 1_024;

    /** So many nodes may ask at about the same time; they are answered together. */
    private static final Duration TOGETHER = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** What is done on this node about what happened on another. */
    interface Listener {
        void ended(String session);

        void renamed(String session, String to);
    }

    private final ChannelLayer layer;
    private final LayerBackend backend;
    private final String group;
    private final Threads threads;
    private final LongAdder told = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder heard = new LongAdder();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile @Nullable Listener listener;
    private volatile @Nullable Subscription subscription;
    private volatile boolean closed;

    /** Guarded by itself. */
    private final Deque<String> recent = new ArrayDeque<>();

    /**
     * News that nobody hears or tells yet.
     *
     * @param layer one that other processes share
     * @param backend of the layer
     * @param contextPath the application's, which is the same on all of its nodes
     * @param threads keep time
     */
    public SessionNews(ChannelLayer layer, LayerBackend backend, String contextPath, Threads threads) {
        this.layer = layer;
        this.backend = backend;
        this.group = GroupName.of(GROUP, contextPath);
        this.threads = threads;
    }

    void start(Listener whoHears) {
        listener = whoHears;
        subscription = backend.subscribe(backend.newChannel(), this);
        join();
    }

    private void join() {
        Subscription present = subscription;
        if (present == null || closed) {
            return;
        }
        layer.groupAddAsync(group, present.channel()).whenComplete((done, failure) -> {
            if (failure != null) {
                warn(failure);
                threads.schedule(this::join, AGAIN);
            }
        });
    }

    // ---- telling

    void tellEnded(String session) {
        tell(session);
    }

    void tellRenamed(String session, String to) {
        tell(session + RENAMED + to);
    }

    private void tell(String news) {
        synchronized (recent) {
            recent.add(news);
            if (recent.size() > RECENT) {
                recent.remove();
            }
        }
        send(List.of(news), false);
        told.increment();
    }

    /** Tells all that is recent once more, soon, and once for everybody who wants it by then. */
    private void plan(Duration delay) {
        if (planned.compareAndSet(false, true)) {
            threads.schedule(
                    () -> {
                        planned.set(false);
                        again(false);
                    },
                    delay);
        }
    }

    private void again(boolean ask) {
        List<String> all;
        synchronized (recent) {
            all = List.copyOf(recent);
        }
        if (ask || !all.isEmpty()) {
            send(all, ask);
        }
    }

    private void send(List<String> news, boolean ask) {
        Subscription present = subscription;
        if (present == null || closed) {
            return;
        }
        Message message = Message.of(TYPE)
                .with("node", present.channel())
                .with("news", news)
                .with("ask", ask);
        try {
            layer.groupSendAsync(group, message).whenComplete((done, failure) -> {
                if (failure == null) {
                    failing.set(false);
                } else if (!closed) {
                    failed.add(news.size());
                    warn(failure);
                    plan(AGAIN);
                }
            });
        } catch (ChannelsException e) {
            failed.add(news.size()); // the layer is closed: the application ends
            LOG.log(Level.DEBUG, "The end of a session could not be told", e);
        }
    }

    private void warn(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "The channel layer is away: until it is back, the end of an HTTP session closes its"
                            + " sockets on this node alone; the other nodes are told then",
                    failure);
        }
    }

    // ---- hearing

    @Override
    public Object application() {
        return this;
    }

    @Override
    public boolean offer(Delivery delivery) {
        Listener present = listener;
        Subscription own = subscription;
        Message message = delivery.message();
        try {
            if (present != null && own != null && !message.getString("node").equals(own.channel())) {
                message.getList("news").forEach(news -> hear(String.valueOf(news), present));
                if (message.getBoolean("ask")) {
                    plan(TOGETHER);
                }
            }
        } catch (ChannelsException e) {
            LOG.log(Level.DEBUG, "A message that is no news of sessions", e);
        }
        return true;
    }

    private void hear(String news, Listener present) {
        heard.increment();
        int renamed = news.indexOf(RENAMED);
        if (renamed < 0) {
            present.ended(news);
        } else {
            present.renamed(news.substring(0, renamed), news.substring(renamed + 1));
        }
    }

    @Override
    public void gap(Gap gap) {
        join();
        again(true);
    }

    /**
     * Numbers since the deployment: {@code told} to other nodes, {@code failed} of these at first, {@code heard} from
     * them.
     */
    public Map<String, Long> counts() {
        return Map.of("told", told.sum(), "failed", failed.sum(), "heard", heard.sum());
    }

    /** Nothing is told or heard any more. */
    @Override
    public void close() {
        closed = true;
        Subscription present = subscription;
        if (present != null) {
            present.close();
        }
    }
}
