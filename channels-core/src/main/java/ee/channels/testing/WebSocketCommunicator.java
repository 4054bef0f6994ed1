package ee.channels.testing;

import ee.channels.Ticker;
import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.NoRouteException;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Json;
import ee.channels.message.JsonException;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.Connection;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.OwnThreads;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client and the server around it, without a container: drives an application, a router or a consumer class
 * through the real runtime, one connection long.
 *
 * <pre>{@code
 * try (WebSocketCommunicator client =
 *     WebSocketCommunicator.of(ChatConsumer.class).path("/ws/chat/lobby").connected()) {
 *   client.sendText("hello");
 *   assertThat(client.receiveText()).isEqualTo("hello");
 * }
 * }</pre>
 *
 * <p>Every wait has a deadline, five seconds unless told otherwise: one, as in Channels, is too short for a busy
 * machine. Where something does not come in time, or something else comes, an {@link AssertionError} says what was
 * expected and what came, with the application's exception as its cause if there was one. What came stays to be
 * received, and the communicator can be used on.
 *
 * <p>Channels counterpart: {@code WebsocketCommunicator}, of which a time-out leaves a wreck.
 *
 * <p>Thread-safe, but meant for one test's thread.
 */
public final class WebSocketCommunicator implements AutoCloseable {

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final int NORMAL_CLOSURE = 1000;
    private static final int NO_CLOSE_FRAME = 1006;
    private static final int SERVER_THREADS = 64;

    private volatile Duration deadline;
    private final Scope scope;
    private final Optional<TestSession> session;
    private final Observer application;
    private final ChannelLayers layers;
    private final boolean closesLayers;
    private final ChannelsRuntime runtime;
    private final Arrivals<ClientSocket.Arrival> arrivals = new Arrivals<>();
    private final ClientSocket socket = new ClientSocket(arrivals, this::pong);
    private final ExecutorService engine = Executors.newSingleThreadExecutor(WebSocketCommunicator::engineThread);
    private final CompletableFuture<Connection> connection = new CompletableFuture<>();
    private @Nullable CompletableFuture<Handshake> handshake;

    private WebSocketCommunicator(Builder from) {
        deadline = from.deadline;
        session = Optional.ofNullable(from.session);
        scope = from.scope();
        application = new Observer(from.application);
        closesLayers = from.layers == null;
        layers = from.layers == null ? new ChannelLayers(List.of(), from.ticker) : from.layers;
        RuntimeOptions defaults = RuntimeOptions.forServerThreads(SERVER_THREADS);
        runtime = new ChannelsRuntime(
                application,
                layers,
                new RuntimeOptions(
                        from.options,
                        defaults.engineThreads(),
                        defaults.handshakeThreads(),
                        defaults.handshakePatience(),
                        deadline),
                new OwnThreads("communicator", loader(), SERVER_THREADS, SERVER_THREADS, OwnThreads.virtualByDefault()),
                from.ticker);
    }

    /** Prepares a connection to an application or router. */
    public static Builder of(Application application) {
        return new Builder(application);
    }

    /**
     * Prepares a connection to a consumer: at the paths of its {@link WebSocketRoute}, or at any path if it has none.
     * It is made by its constructor without parameters.
     *
     * @throws ee.channels.ConfigurationException naming what is wrong with the class
     */
    public static Builder of(Class<? extends WebSocketConsumer> type) {
        Application consumer = ConsumerApplication.of(type, new PlainConsumerFactory());
        WebSocketRoute route = type.getAnnotation(WebSocketRoute.class);
        return new Builder(
                route == null
                        ? consumer
                        : UrlRouter.of(Arrays.stream(route.value())
                                .map(path -> Route.path(path, consumer))
                                .toList()));
    }

    /** Sets how long each wait from now on may take. */
    public WebSocketCommunicator deadline(Duration longest) {
        deadline = longest;
        return this;
    }

    // ---- the client

    /**
     * Sends the handshake and waits for its answer; again, it waits on or gives the same answer. Counterpart:
     * {@code connect()}.
     *
     * @return accepted, or the status it was refused with: 404 without a route, 500 after an exception
     * @throws AssertionError if there is no answer in time
     */
    public Handshake connect() {
        CompletableFuture<Handshake> answer;
        synchronized (this) {
            if (handshake == null) {
                handshake = CompletableFuture.supplyAsync(this::handshake, engine);
            }
            answer = handshake;
        }
        return await(answer, "an answer to the handshake");
    }

    /**
     * Sends a text message, without waiting for the consumer. Counterpart: {@code send_to(text_data=…)}.
     *
     * @throws IllegalStateException before the connection is open
     */
    public void sendText(String text) {
        Connection open = connection();
        engine.execute(() -> open.text(text));
    }

    /**
     * Sends what remains of the buffer, as a copy, as a binary message, without waiting for the consumer. Counterpart:
     * {@code send_to(bytes_data=…)}.
     *
     * @throws IllegalStateException before the connection is open
     */
    public void sendBytes(ByteBuffer bytes) {
        Connection open = connection();
        ByteBuffer copy =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        engine.execute(() -> open.binary(copy));
    }

    /**
     * Sends a value as JSON text. Counterpart: {@code send_json_to(data)}.
     *
     * @throws JsonException if JSON-B cannot write it
     * @throws IllegalStateException before the connection is open
     */
    public void sendJson(Object value) {
        sendText(Json.encode(value));
    }

    /**
     * The next message, which must be text. Counterpart: {@code receive_from()}.
     *
     * @throws AssertionError if there is none in time, or it is something else
     */
    public String receiveText() {
        ClientSocket.Arrival arrival = next("a text message");
        if (arrival instanceof ClientSocket.Arrival.Sent sent && sent.frame() instanceof Frame.Text text) {
            arrivals.remove();
            return text.text();
        }
        throw unexpected("a text message", arrival);
    }

    /**
     * The next message, which must be binary. Counterpart: {@code receive_from()}.
     *
     * @throws AssertionError if there is none in time, or it is something else
     */
    public ByteBuffer receiveBytes() {
        ClientSocket.Arrival arrival = next("a binary message");
        if (arrival instanceof ClientSocket.Arrival.Sent sent && sent.frame() instanceof Frame.Binary binary) {
            arrivals.remove();
            return binary.bytes();
        }
        throw unexpected("a binary message", arrival);
    }

    /**
     * The next message, which must be text that binds to a type. Counterpart: {@code receive_json_from()}.
     *
     * @throws AssertionError if there is none in time, it is something else, or it does not bind
     */
    public <T> T receiveJson(Class<T> type) {
        String text = receiveText();
        try {
            return Json.decode(text, type);
        } catch (JsonException e) {
            throw new AssertionError("Expected JSON of a " + type.getSimpleName() + ", but came: " + text, e);
        }
    }

    /**
     * Waits for a tenth of a second. Counterpart: {@code receive_nothing()}.
     *
     * @throws AssertionError if a message or the close frame comes
     */
    public void receiveNothing() {
        receiveNothing(QUIET);
    }

    /**
     * Waits for so long.
     *
     * @throws AssertionError if a message or the close frame comes
     */
    public void receiveNothing(Duration quiet) {
        arrivals.await(quiet).ifPresent(arrival -> {
            throw unexpected("nothing", arrival);
        });
    }

    /**
     * The close frame, which must be the next thing that comes.
     *
     * @throws AssertionError if it does not come in time, or a message does
     */
    public RecordingTransport.Closed receiveClose() {
        ClientSocket.Arrival arrival = next("the close frame");
        if (arrival instanceof ClientSocket.Arrival.Ended ended) {
            arrivals.remove();
            return ended.closed();
        }
        throw unexpected("the close frame", arrival);
    }

    /** Closes with code 1000; see {@link #disconnect(int)}. */
    public CloseReason disconnect() {
        return disconnect(NORMAL_CLOSURE);
    }

    /**
     * Closes as a client does and waits until the consumer's {@code disconnect} has run. Counterpart:
     * {@code disconnect(code)}.
     *
     * @return what {@code disconnect} was given; something else if the connection had ended before
     * @throws AssertionError if it does not run in time
     * @throws IllegalStateException before the connection is open
     */
    public CloseReason disconnect(int code) {
        Connection open = connection();
        engine.execute(() -> open.gone(code, ""));
        return disconnected();
    }

    /**
     * Vanishes without a close frame, as a client that loses its network, and waits as {@link #disconnect(int)}.
     *
     * @throws AssertionError if {@code disconnect} does not run in time
     * @throws IllegalStateException before the connection is open
     */
    public CloseReason vanish() {
        return disconnect(NO_CLOSE_FRAME);
    }

    /** Reads nothing from now on, not even pings, so that what is sent to this client waits at the server. */
    public void stopReading() {
        socket.stopReading();
    }

    /** Reads again, first what was sent meanwhile. */
    public void readAgain() {
        socket.readAgain();
    }

    // ---- the server

    /**
     * Waits until the consumer's {@code disconnect} has run, however the connection ended.
     *
     * @return what it was given
     * @throws AssertionError if it does not run in time
     */
    public CloseReason disconnected() {
        return await(application.end(), "the end of the connection");
    }

    /** The first thing that the application threw so far, which the client never sees. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(application.failure().getNow(null));
    }

    /**
     * Waits for what the application throws.
     *
     * @throws AssertionError if it throws nothing in time
     */
    public Throwable awaitFailure() {
        return await(application.failure(), "an exception of the application");
    }

    /**
     * The name under which a message reaches this connection's consumer alone.
     *
     * @throws IllegalStateException before the connection is open
     */
    public String channelName() {
        return connection().channelName();
    }

    /** The channel layers that the application uses. */
    public ChannelLayers layers() {
        return layers;
    }

    /**
     * Ends the connection as an application that goes down, and everything that was started for it. Layers that were
     * passed in stay open.
     */
    @Override
    public void close() {
        runtime.close();
        engine.shutdownNow();
        if (closesLayers) {
            layers.close();
        }
    }

    private void requireAccepted() {
        Handshake answer = connect();
        if (!answer.accepted()) {
            throw withFailure(new AssertionError(
                    "Expected an open connection, but the handshake was answered with " + answer.status()));
        }
    }

    private Handshake handshake() {
        HandshakeAnswer answer;
        try {
            answer = runtime.handshake(scope);
        } catch (NoRouteException e) {
            return Handshake.refused(404, Headers.empty());
        } finally {
            session.ifPresent(TestSession::handshakeAnswered);
        }
        if (answer instanceof HandshakeAnswer.Denied denied) {
            return Handshake.refused(denied.status(), denied.headers());
        }
        HandshakeAnswer.Accepted accepted = (HandshakeAnswer.Accepted) answer;
        accepted.connection().opened(socket);
        session.ifPresent(shared -> shared.whenEnded(accepted.connection()::sessionEnded));
        connection.complete(accepted.connection());
        return Handshake.accepted(accepted.subprotocol(), accepted.headers());
    }

    private void pong() {
        Connection open = connection.getNow(null);
        if (open != null) {
            open.pong();
        }
    }

    private Connection connection() {
        Connection open = connection.getNow(null);
        if (open == null) {
            throw new IllegalStateException("The connection is not open; call connect() first, and be accepted");
        }
        return open;
    }

    private ClientSocket.Arrival next(String expected) {
        return arrivals.await(deadline)
                .orElseThrow(() -> withFailure(new AssertionError(
                        "Expected " + expected + " within " + Arrivals.words(deadline) + ", but nothing came")));
    }

    private AssertionError unexpected(String expected, ClientSocket.Arrival arrival) {
        return withFailure(new AssertionError("Expected " + expected + ", but " + arrival + " came"));
    }

    private AssertionError withFailure(AssertionError error) {
        failure().ifPresent(error::initCause);
        return error;
    }

    @SuppressWarnings("UnusedException") // that of a time-out says nothing; the application's is the cause
    private <T> T await(CompletableFuture<T> future, String expected) {
        try {
            return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            AssertionError late = new AssertionError(
                    "Expected " + expected + " within " + Arrivals.words(deadline) + ", but it did not come");
            late.addSuppressed(e);
            throw withFailure(late);
        } catch (ExecutionException e) {
            throw new AssertionError("Expected " + expected + ", but the runtime failed", e.getCause());
        } catch (InterruptedException e) {
            throw Interruptions.during("waiting for " + expected, e);
        }
    }

    private static Thread engineThread(Runnable task) {
        Thread thread = new Thread(task, "communicator-client");
        thread.setDaemon(true);
        return thread;
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? WebSocketCommunicator.class.getClassLoader() : context;
    }

    /**
     * What the handshake brings along.
     *
     * <p>Confined to one thread.
     */
    public static final class Builder {

        private final Application application;
        private final Map<String, String> cookies = new HashMap<>();
        private final Map<String, String> params = new HashMap<>();
        private String path = "/";
        private Headers headers = Headers.empty();
        private List<String> subprotocols = List.of();
        private @Nullable Principal user;
        private Set<String> roles = Set.of();
        private @Nullable TestSession session;
        private @Nullable ChannelLayers layers;
        private ConnectionOptions options = ConnectionOptions.defaults();
        private Ticker ticker = Ticker.system();
        private Duration deadline = Duration.ofSeconds(5);

        private Builder(Application application) {
            this.application = application;
        }

        /** The path and query as a client writes them, percent-encoded: {@code /ws/chat/caf%C3%A9?since=7}. */
        public Builder path(String written) {
            path = written;
            return this;
        }

        /** A path parameter, for an application that no router is around. */
        public Builder pathParam(String name, String value) {
            params.put(name, value);
            return this;
        }

        /** One more header. */
        public Builder header(String name, String value) {
            headers = headers.with(name, value);
            return this;
        }

        /** A cookie. */
        public Builder cookie(String name, String value) {
            cookies.put(name, value);
            return this;
        }

        /** The sub-protocols that the client offers. */
        public Builder subprotocols(String... offered) {
            subprotocols = List.of(offered);
            return this;
        }

        /** Who is signed in, with these roles. */
        public Builder user(String name, String... granted) {
            user = () -> name;
            roles = Set.of(granted);
            return this;
        }

        /** The HTTP session, which several communicators may share; without it there is none. */
        public Builder session(TestSession shared) {
            session = shared;
            return this;
        }

        /** The channel layers, which several communicators may share and the test closes; otherwise it has its own. */
        public Builder layers(ChannelLayers shared) {
            layers = shared;
            return this;
        }

        /** The limits and settings of the connection, as far as its class does not change them. */
        public Builder options(ConnectionOptions defaults) {
            options = defaults;
            return this;
        }

        /** The runtime's source of time, for tests of ages and pings; it looks four times a real second. */
        public Builder ticker(Ticker time) {
            ticker = time;
            return this;
        }

        /** How long each wait may take; five seconds unless told otherwise. */
        public Builder deadline(Duration longest) {
            deadline = longest;
            return this;
        }

        /** A communicator that has sent nothing yet. */
        public WebSocketCommunicator build() {
            return new WebSocketCommunicator(this);
        }

        /**
         * A communicator whose connection is open.
         *
         * @throws AssertionError if the handshake is refused, or not answered in time
         */
        public WebSocketCommunicator connected() {
            WebSocketCommunicator communicator = build();
            try {
                communicator.requireAccepted();
            } catch (AssertionError refused) {
                communicator.close();
                throw refused;
            }
            return communicator;
        }

        private Scope scope() {
            RequestPath parsed = RequestPath.parse(path);
            Scope.Builder scope = Scope.builder(parsed.path())
                    .query(parsed.rawQuery(), parsed.query())
                    .headers(headers)
                    .cookies(cookies)
                    .subprotocols(subprotocols)
                    .user(user, roles::contains);
            if (session != null) {
                scope.session(session);
            }
            Scope whole = scope.build();
            return params.isEmpty() ? whole : whole.withRoute(params, whole.path());
        }
    }
}
