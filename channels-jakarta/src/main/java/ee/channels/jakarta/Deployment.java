package ee.channels.jakarta;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.DenyingHandler;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.ConsumerFactory;
import ee.channels.jakarta.cdi.Cdi;
import ee.channels.jakarta.cdi.CdiApplication;
import ee.channels.jakarta.context.ApplicationContext;
import ee.channels.jakarta.inject.ContainerConsumerFactory;
import ee.channels.jakarta.management.ApplicationView;
import ee.channels.jakarta.management.Management;
import ee.channels.jakarta.naming.JndiLayers;
import ee.channels.jakarta.security.AccessRule;
import ee.channels.jakarta.security.SecurityDescriptor;
import ee.channels.jakarta.security.SignIn;
import ee.channels.jakarta.session.SessionBridge;
import ee.channels.jakarta.session.SessionNews;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Json;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.OwnThreads;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import ee.channels.security.ConnectionCaps;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EventListener;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One web application's sockets, from its deployment to its end: settings, layers, routes, runtime and endpoints.
 *
 * <p>Layers are made first, by the initializer, so that listeners and servlets of the application that are injected
 * before {@link #start} find the ones that consumers will use.
 *
 * <p>Started and closed by the deploying thread; what handshakes read is published by the start.
 */
final class Deployment implements AutoCloseable {

    /** The servlet context's attribute that holds this. */
    static final String ATTRIBUTE = "ee.channels.jakarta.deployment";

    private static final Logger LOG = System.getLogger(Deployment.class.getName());
    private static final int BAD_REQUEST = 400;
    private static final String SERVER_CONTAINER = ServerContainer.class.getName();

    private final ServletContext context;
    private final RouteClasses classes;
    private final ChannelsSettings settings;
    private final ChannelLayers layers;
    private final boolean declared;
    private final SessionBridge sessions = new SessionBridge();
    private volatile @Nullable Sockets sockets;
    private @Nullable Management management; // the deploying thread's

    private Deployment(
            ServletContext context,
            RouteClasses classes,
            ChannelsSettings settings,
            ChannelLayers layers,
            boolean declared) {
        this.context = context;
        this.classes = classes;
        this.settings = settings;
        this.layers = layers;
        this.declared = declared;
    }

    /**
     * Reads the settings and opens the layers, those that the container declares in JNDI among them.
     *
     * @throws ChannelsException naming the setting that is wrong; nothing is left open then
     */
    static Deployment prepare(ServletContext context, RouteClasses classes) {
        ChannelsSettings settings = ChannelsSettings.of(context);
        ChannelLayers layers = new ChannelLayers(settings.layers(), Ticker.system());
        try {
            layers.bind(context.getClassLoader());
            Set<String> declared = JndiLayers.open(layers, context.getServerInfo(), !classes.isEmpty());
            return new Deployment(context, classes, settings, layers, !declared.isEmpty());
        } catch (RuntimeException e) {
            layers.close();
            throw e;
        }
    }

    /** Whether the container declares a layer for the application. */
    boolean isDeclared() {
        return declared;
    }

    /**
     * Starts to serve; without routes there is nothing to serve, and the layers are all there is.
     *
     * @throws ChannelsException naming what is wrong; nothing is left behind then, and no endpoint was added unless the
     *     engine itself refused one
     */
    void start() {
        sayWhetherCommitsAreWaitedFor();
        try {
            Optional<CdiApplication> cdi = Cdi.of(context);
            cdi.ifPresent(beans -> beans.check(layers));
            if (classes.isEmpty()) {
                return;
            }
            ServerContainer engine = engine();
            settings.refuseIfChanged(context);
            ConsumerFactory factory = cdi.map(beans -> beans.consumers(layers))
                    .orElseGet(() -> new ContainerConsumerFactory(context, layers));
            Set<String> aliases = new HashSet<>();
            SecurityDescriptor descriptor = SecurityDescriptor.of(context);
            Set<String> roles = new LinkedHashSet<>(settings.roles());
            roles.addAll(descriptor.roles());
            Application routes = classes.application(type -> {
                ConsumerApplication<?> application = ConsumerApplication.of(type, factory);
                aliases.add(application.options(settings.runtime().connection()).channelLayer());
                AccessRule rule = AccessRule.of(type);
                roles.addAll(rule.roles());
                return rule.around(application);
            });
            Templates templates = Templates.of(routes.templates());
            aliases.forEach(layers::layer); // refuses an alias that is not configured
            ConnectionCaps caps = settings.caps();
            OwnThreads threads = threads();
            ChannelsRuntime runtime = new ChannelsRuntime(
                    inContext(guarded(routes, settings.origins().then(caps)), cdi),
                    layers,
                    settings.runtime(),
                    threads,
                    Ticker.system());
            sessions.start(
                    runtime,
                    threads,
                    settings.sessionLayer(layers)
                            .map(alias -> new SessionNews(
                                    layers.layer(alias), layers.backend(alias), context.getContextPath(), threads)));
            ServerEndpointConfig fallback = config(Sockets.FALLBACK);
            sockets = new Sockets(
                    runtime,
                    sessions,
                    templates,
                    engine,
                    fallback,
                    settings.origins(),
                    SignIn.of(descriptor),
                    List.copyOf(roles));
            for (String template : templates.all()) {
                add(engine, config(template));
            }
            add(engine, fallback);
            management = new Management(
                    host(), context.getContextPath(), new ApplicationView(runtime, caps, sessions::newsCounts), layers);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void sayWhetherCommitsAreWaitedFor() {
        if (layers.haveTransactions()) {
            return;
        }
        if (settings.requireTransactions()) {
            close();
            throw ConfigurationException.of(
                    "channels.require-transactions",
                    "is true, but this server has no java:comp/TransactionSynchronizationRegistry, without which"
                            + " afterCommit() sends at once; use a server with JTA, or leave the setting out");
        }
        LOG.log(
                Level.INFO,
                "Channels: {0} has no JTA transactions here; what is sent through afterCommit() goes out at once",
                context.getContextPath().isEmpty() ? "/" : context.getContextPath());
    }

    private ServerContainer engine() {
        if (context.getAttribute(SERVER_CONTAINER) instanceof ServerContainer engine) {
            return engine;
        }
        throw ConfigurationException.of(
                "The web application " + context.getContextPath(),
                "has WebSocket routes, but its container has no WebSocket engine (Jakarta WebSocket 2.1); on embedded"
                        + " servers add it, as tomcat-embed-websocket on Tomcat");
    }

    /** Jetty has no name for it unless somebody has given it one. */
    private String host() {
        return Objects.requireNonNullElse(context.getVirtualServerName(), "default");
    }

    private OwnThreads threads() {
        String name = "channels" + context.getContextPath().replace('/', '-');
        return new OwnThreads(
                name,
                context.getClassLoader(),
                settings.handlerThreads(),
                settings.writerThreads(),
                settings.virtualThreads());
    }

    /** All that the application does for a connection runs in its context, middleware too. */
    private Application inContext(Application guarded, Optional<CdiApplication> cdi) {
        Middleware context = ApplicationContext.of(this.context.getClassLoader());
        return cdi.map(beans -> context.then(beans.middleware()))
                .orElse(context)
                .around(guarded);
    }

    /**
     * Origin and query are checked once it is known that the path is served here: a handshake for an endpoint of the
     * application's own is none of our business, whoever it comes from. A query string that is no part of a URI (a
     * percent sign alone) makes engines throw when they upgrade, and show the client what they threw.
     */
    private static Application guarded(Application routes, Middleware guard) {
        return new Application() {
            @Override
            public Handler open(Scope scope, Link link) {
                Handler opened = routes.open(scope, link);
                if (!isPartOfUri(scope.queryString())) {
                    return new DenyingHandler(link, BAD_REQUEST, Headers.empty());
                }
                return guard.open(scope, link, (sameScope, sameLink) -> opened);
            }

            @Override
            public List<String> templates() {
                return routes.templates();
            }
        };
    }

    private static boolean isPartOfUri(String query) {
        try {
            return new URI("?" + query).getRawQuery() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void add(ServerContainer engine, ServerEndpointConfig config) {
        try {
            engine.addEndpoint(config);
        } catch (DeploymentException e) {
            ConfigurationException refusal = ConfigurationException.of(
                    "The route template " + config.getPath(),
                    "was refused by the container's WebSocket engine; an endpoint of the application's own, with"
                            + " @ServerEndpoint for instance, may have the same path: " + e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static ServerEndpointConfig config(String template) {
        return ServerEndpointConfig.Builder.create(ConsumerEndpoint.class, template)
                .configurator(new HandshakeConfigurator())
                .build();
    }

    /** What must hear of HTTP sessions; to be registered while the application starts. */
    EventListener sessionListener() {
        return sessions.listener();
    }

    /** What handshakes need, or null before the start and after the end. */
    @Nullable
    Sockets sockets() {
        return sockets;
    }

    /**
     * Ends every connection with 1001, while the container has not yet ended its session: the application is stopping.
     */
    void stop() {
        Sockets present = sockets;
        if (present != null) {
            present.runtime().close();
        }
    }

    /** Ends everything; closing twice is closing once. */
    @Override
    public void close() {
        Sockets ending = sockets;
        try {
            if (ending != null) {
                ending.runtime().close();
            }
        } finally {
            sockets = null;
            sessions.close();
            if (management != null) {
                management.close();
            }
            layers.close();
            Json.release(context.getClassLoader());
            context.removeAttribute(ATTRIBUTE);
            LOG.log(Level.DEBUG, "Channels ended in {0}", context.getContextPath());
        }
    }
}
