package ee.channels.layer;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The channel layers of one application, by alias; at most one layer for each alias, as long as this is open.
 *
 * <p>A user says {@link #get()} or {@link #get(String)}, which find the application by the thread's context class
 * loader. Whoever starts an application makes one of these, {@linkplain #bind binds} it to the application's class
 * loader, keeps it reachable, and closes it in the end. With nothing configured there is one layer, {@code default}, in
 * memory; it is made when it is first asked for, so that {@link #open} may still say otherwise.
 *
 * <p>Backends are made and closed while no lock is held. Two threads that ask for the same new layer wait for one of
 * them to make it.
 *
 * <p>A layer of the server may be {@linkplain #adopt adopted}; it goes on when these are closed.
 *
 * <p>Channels counterpart: {@code ChannelLayerManager}, {@code channel_layers} and {@code get_channel_layer()}, which
 * returns {@code None} where this explains what is missing.
 *
 * <p>Thread-safe.
 */
public final class ChannelLayers implements AutoCloseable {
    /** The alias that is meant where none is named. */
    public static final String DEFAULT_ALIAS = "default";

    private static final Logger LOG = System.getLogger(ChannelLayers.class.getName());
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LEAST_COMMAND_TIMEOUT = Duration.ofMillis(1);
    private static final Duration GREATEST_COMMAND_TIMEOUT = Duration.ofMinutes(10);
    private static final int HELD_CALLS = 10_000;
    private static final int MOST_HELD_CALLS = 1_000_000;

    /**
     * Application loader to its layers; guarded by itself. Weak on both sides: the layers refer to classes of their
     * application, and a strong value would keep its own key alive, should an application forget to close.
     */
    private static final Map<ClassLoader, WeakReference<ChannelLayers>> BOUND = new WeakHashMap<>();

    /** A layer that was made, as the runtime, users and statistics see it. */
    record Opened(LayerBackend backend, ChannelLayer layer, LayerCounters counters, boolean shared) {}

    private record Entry(LayerConfig config, CompletableFuture<Opened> opened) {}

    private final Ticker ticker;
    private final boolean defaultIsImplied;
    private final TransactionHook hook;
    private final Object lock = new Object();

    /** In the order of opening; never changed but replaced, under lock: every handshake looks up its layer here. */
    private volatile Map<String, Entry> entries = Map.of();

    /** Guarded by lock. */
    private boolean closed;

    /**
     * Opens the layers that are configured, in the order of the collection.
     *
     * @param configs one for each alias; empty for a {@code default} in memory
     * @throws ConfigurationException naming the setting that is wrong; nothing is left open then
     */
    @SuppressWarnings("IllegalCatch") // a provider that cannot be linked leaves nothing open either
    public ChannelLayers(Collection<LayerConfig> configs, Ticker ticker) {
        this.ticker = ticker;
        this.defaultIsImplied = configs.isEmpty();
        this.hook = NoTransactions.orFound();
        try {
            for (LayerConfig config : configs) {
                open(config);
            }
        } catch (RuntimeException | Error refused) {
            closeAfter(refused);
            throw refused;
        }
    }

    /**
     * The layer {@code default} of the current application.
     *
     * @throws ConfigurationException as {@link #get(String)}
     */
    public static ChannelLayer get() {
        return get(DEFAULT_ALIAS);
    }

    /**
     * A layer of the current application.
     *
     * @throws ConfigurationException if the thread belongs to no application with layers, or it has none of that alias
     */
    public static ChannelLayer get(String alias) {
        return current().layer(alias);
    }

    /**
     * The layers of the application whose class loader, or a child of it, is the thread's context class loader; failing
     * that, of the application that this library was loaded by, if it lies in {@code WEB-INF/lib}.
     *
     * @throws ConfigurationException if there is none, saying what to do about it
     */
    public static ChannelLayers current() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return ofThread()
                .orElseThrow(() -> ConfigurationException.of(
                        "ChannelLayers.current()",
                        "finds no application for the thread \""
                                + Thread.currentThread().getName()
                                + "\" with the context class loader " + context
                                + ". Either the application has no WebSocket route and declares no layer, or it is not"
                                + " started or already stopped, or the thread is not"
                                + " the application's own: use a managed executor, set the thread's context class"
                                + " loader, or keep a ChannelLayer that was injected or looked up by JNDI"));
    }

    /** Whether {@link #current()} finds layers, at this moment and on this thread. */
    public static boolean areBound() {
        return ofThread().isPresent();
    }

    private static Optional<ChannelLayers> ofThread() {
        return bound(Thread.currentThread().getContextClassLoader())
                .or(() -> bound(ChannelLayers.class.getClassLoader()));
    }

    private static Optional<ChannelLayers> bound(@Nullable ClassLoader from) {
        synchronized (BOUND) {
            for (ClassLoader loader = from; loader != null; loader = loader.getParent()) {
                WeakReference<ChannelLayers> reference = BOUND.get(loader);
                ChannelLayers layers = reference == null ? null : reference.get();
                if (layers != null) {
                    return Optional.of(layers);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Makes these the layers that static look-ups find under this class loader and its children, until they are closed.
     * The binding does not keep this object alive: hold it as long as the application runs.
     *
     * @return this
     * @throws ConfigurationException if others are bound to the class loader
     */
    public ChannelLayers bind(ClassLoader loader) {
        synchronized (BOUND) {
            WeakReference<ChannelLayers> reference = BOUND.get(loader);
            ChannelLayers other = reference == null ? null : reference.get();
            if (other != null && other != this) {
                throw ConfigurationException.of(
                        "The class loader " + loader,
                        "belongs to two applications with channel layers, which static look-ups cannot tell apart");
            }
            BOUND.put(loader, new WeakReference<>(this));
        }
        return this;
    }

    private void unbind() {
        synchronized (BOUND) {
            BOUND.values().removeIf(reference -> reference.refersTo(this));
        }
    }

    /**
     * What users hold; the same object each time.
     *
     * @throws ConfigurationException if there is no such alias, naming those that are
     * @throws ChannelLayerUnavailableException if this is closed
     */
    public ChannelLayer layer(String alias) {
        return opened(alias).layer();
    }

    /** What the runtime holds; errors as {@link #layer}. */
    public LayerBackend backend(String alias) {
        return opened(alias).backend();
    }

    /** What the layer has done so far; errors as {@link #layer}. */
    public LayerCounters counters(String alias) {
        return opened(alias).counters();
    }

    /** Whether processes with the same configuration share the layer, as over Redis; errors as {@link #layer}. */
    public boolean reachesOtherProcesses(String alias) {
        return opened(alias).shared();
    }

    /** The aliases of all layers, in the order of their opening. */
    public Set<String> aliases() {
        Set<String> aliases = new LinkedHashSet<>(entries.keySet());
        if (defaultIsImplied) {
            aliases.add(DEFAULT_ALIAS);
        }
        return Collections.unmodifiableSet(aliases);
    }

    /**
     * Whether {@link ChannelLayer#afterCommit()} waits for anything where the current thread runs: whether there is a
     * {@link TransactionHook}, and it knows of a transaction manager.
     */
    public boolean haveTransactions() {
        return hook.isPresent();
    }

    private Opened opened(String alias) {
        Entry entry = entries.get(alias);
        if (entry != null) {
            return made(entry);
        }
        synchronized (lock) {
            refuseIfClosed();
        }
        if (defaultIsImplied && alias.equals(DEFAULT_ALIAS)) {
            return make(LayerConfig.of(DEFAULT_ALIAS, "memory:", Map.of()), true);
        }
        throw ConfigurationException.refused(
                "The alias of a channel layer",
                alias,
                String.join(", ", aliases()) + "; to have this one too, set channels.layer." + alias
                        + ".url, to memory: for instance (there is a default in memory only where no layer is configured)");
    }

    /**
     * Adds a layer, or finds the one that was opened with the same configuration.
     *
     * @throws ConfigurationException if the configuration is refused, or the alias is open with a different one
     * @throws ChannelLayerUnavailableException if this is closed
     */
    public ChannelLayer open(LayerConfig config) {
        return make(config, false).layer();
    }

    /**
     * Makes a layer of the server one of this application's. It is not closed with these, but what the application has
     * subscribed to ends with them.
     *
     * @param alias what the application calls it
     * @return the layer itself
     * @throws ConfigurationException if the application has another layer of that alias
     * @throws ChannelLayerUnavailableException if this is closed
     */
    public ChannelLayer adopt(String alias, ServerWideLayer shared) {
        Entry mine = new Entry(shared.config(), CompletableFuture.completedFuture(shared.lease(alias)));
        Entry other = putIfAbsent(alias, mine);
        if (other != null && made(other).layer() != shared) {
            throw ConfigurationException.of(
                    "The channel layer " + alias,
                    "is configured twice, as " + other.config() + " of the application and as " + shared.config()
                            + " of the server; leave one out");
        }
        if (other == null) {
            String url = shared.config().redactedUrl();
            LOG.log(
                    Level.INFO,
                    "Channels: layer {0} is the server''s {1}, {2}",
                    alias,
                    shared.config().alias(),
                    url);
        }
        return shared;
    }

    private Opened make(LayerConfig config, boolean implied) {
        Entry mine = new Entry(config, new CompletableFuture<>());
        Entry other = putIfAbsent(config.alias(), mine);
        if (other == null) {
            return create(mine);
        }
        if (!implied && !other.config().equals(config)) {
            throw ConfigurationException.of(
                    "The channel layer " + config.alias(),
                    "is configured twice, first as " + other.config() + " and then as " + config
                            + "; leave one out (a setting channels.layer." + config.alias()
                            + ".*, a resource of the container), or make them the same");
        }
        return made(other);
    }

    private @Nullable Entry putIfAbsent(String alias, Entry mine) {
        synchronized (lock) {
            refuseIfClosed();
            Entry other = entries.get(alias);
            if (other == null) {
                Map<String, Entry> more = new LinkedHashMap<>(entries);
                more.put(alias, mine);
                entries = more;
            }
            return other;
        }
    }

    @SuppressWarnings("IllegalCatch") // whoever waits must hear of an Error too
    private Opened create(Entry entry) {
        try {
            Opened opened = create(entry.config(), ticker, hook);
            boolean late;
            synchronized (lock) {
                late = closed;
                if (!late) {
                    // Under the lock, so that close() sees either a finished layer or none.
                    entry.opened().complete(opened);
                }
            }
            if (late) {
                opened.backend().close();
                throw closedException();
            }
            return opened;
        } catch (RuntimeException | Error failed) {
            synchronized (lock) {
                Map<String, Entry> fewer = new LinkedHashMap<>(entries);
                fewer.remove(entry.config().alias(), entry);
                entries = fewer;
            }
            entry.opened().completeExceptionally(failed);
            throw failed;
        }
    }

    /** Makes a layer, which nobody closes but the caller. */
    static Opened create(LayerConfig config, Ticker ticker, TransactionHook hook) {
        Duration timeout =
                config.duration("command-timeout", COMMAND_TIMEOUT, LEAST_COMMAND_TIMEOUT, GREATEST_COMMAND_TIMEOUT);
        int heldCalls = config.integer("after-commit-calls", HELD_CALLS, 1, MOST_HELD_CALLS);
        LayerCounters counters = new LayerCounters();
        ChannelLayerProvider provider = provider(config);
        LayerBackend backend = provider.create(config, new LayerContext(config.alias(), ticker, counters));
        try {
            config.refuseUnknown();
        } catch (ConfigurationException unknown) {
            backend.close();
            throw unknown;
        }
        ChannelLayer layer = new GuardedChannelLayer(config.alias(), backend, timeout, hook, heldCalls, counters);
        return new Opened(backend, layer, counters, provider.reachesOtherProcesses());
    }

    private static Opened made(Entry entry) {
        try {
            return entry.opened().join();
        } catch (CompletionException | CancellationException failed) {
            Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
            throw cause instanceof ConfigurationException
                    ? ConfigurationException.of(
                            "The channel layer " + entry.config().alias(), "was refused: " + cause.getMessage())
                    : new ChannelLayerUnavailableException(
                            "The channel layer " + entry.config().alias() + " could not be opened", cause);
        }
    }

    private static ChannelLayerProvider provider(LayerConfig config) {
        Set<String> schemes = new TreeSet<>();
        List<Throwable> broken = new ArrayList<>();
        for (ChannelLayerProvider provider : Services.of(ChannelLayerProvider.class, broken)) {
            if (provider.schemes().contains(config.scheme())) {
                return provider;
            }
            schemes.addAll(provider.schemes());
        }
        ConfigurationException unknown = ConfigurationException.refused(
                "channels.layer." + config.alias() + ".url",
                config.redactedUrl(),
                "a URL with one of the schemes " + String.join(", ", schemes)
                        + (config.scheme().startsWith("redis")
                                ? "; for " + config.scheme() + " add the artifact ee.channels:channels-redis"
                                : ""));
        broken.forEach(unknown::addSuppressed);
        throw unknown;
    }

    /**
     * Closes all layers, the last one opened first, and ends the binding. Later look-ups find nothing; what users hold
     * fails with {@link ChannelLayerUnavailableException}. Closing twice is closing once.
     *
     * @throws RuntimeException the first that a layer threw; the others are closed nevertheless
     */
    @Override
    public void close() {
        unbind();
        List<Entry> order;
        synchronized (lock) {
            closed = true;
            order = new ArrayList<>(entries.values());
            entries = Map.of();
        }
        Collections.reverse(order);
        RuntimeException first = null;
        for (Entry entry : order) {
            // One that is still being made closes itself.
            Opened opened = entry.opened().isCompletedExceptionally()
                    ? null
                    : entry.opened().getNow(null);
            if (opened != null) {
                first = closed(opened.backend(), first);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable RuntimeException closed(LayerBackend backend, @Nullable RuntimeException first) {
        try {
            backend.close();
        } catch (RuntimeException failed) {
            if (first == null) {
                return failed;
            }
            first.addSuppressed(failed);
        }
        return first;
    }

    private void closeAfter(Throwable refused) {
        try {
            close();
        } catch (RuntimeException failed) {
            refused.addSuppressed(failed);
        }
    }

    /** Called under the lock. */
    private void refuseIfClosed() {
        if (closed) {
            throw closedException();
        }
    }

    private static ChannelLayerUnavailableException closedException() {
        return new ChannelLayerUnavailableException("The channel layers of this application are closed", null);
    }
}
