package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.Middleware;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.Consumers;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketOptions;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is registered, what is refused, and what is left in the end. */
final class DeploymentIT {

    private static final Diary DIARY = new Diary();

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
                logged.add(String.valueOf(cause.getMessage()));
            }
            logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @WebSocketRoute({"/ws/echo", "/ws/echo/{name}"})
    static final class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }

        @Override
        protected void disconnect(CloseReason reason) {
            DIARY.ended(reason);
        }
    }

    @WebSocketRoute("/ws/grouped")
    static final class Grouped extends WebSocketConsumer {
        @Override
        protected void connect() {
            joinGroup("news");
            accept();
            send("joined");
        }

        @Handles
        void newsItem(Message message) {
            send(message.getString("text"));
        }
    }

    @WebSocketRoute("/ws/echo/{other}")
    static final class SamePath extends WebSocketConsumer {}

    @WebSocketRoute("/ws/{broken")
    static final class BrokenPath extends WebSocketConsumer {}

    @WebSocketRoute("/ws/inner")
    final class Inner extends WebSocketConsumer {}

    @WebSocketRoute("/ws/nothing")
    static final class NoConsumer {}

    @WebSocketRoute("/ws/late")
    @WebSocketOptions(maxMessageSize = 0)
    static final class BadOption extends WebSocketConsumer {}

    @WebSocketRoute("/ws/elsewhere")
    @WebSocketOptions(channelLayer = "elsewhere")
    static final class Elsewhere extends WebSocketConsumer {}

    @WebSocketRoute("/ws/handles")
    static final class BadHandler extends WebSocketConsumer {
        @Handles
        void one(Message first, Message second) {}
    }

    @WebSocketRoute(value = "/ws/order/{any}", order = -1)
    static final class BroadButFirst extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send("broad");
        }
    }

    @WebSocketRoute("/ws/order/narrow")
    static final class Narrow extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send("narrow");
        }
    }

    static final class Program implements ChannelsApplication {
        @Override
        public Application application(Consumers consumers) {
            return UrlRouter.of(Route.path("/ws/order/{any}", consumers.of(BroadButFirst.class)));
        }
    }

    static final class OtherProgram implements ChannelsApplication {
        @Override
        public Application application(Consumers consumers) {
            return UrlRouter.of();
        }
    }

    static final class WrappedProgram implements ChannelsApplication {
        @Override
        public Application application(Consumers consumers) {
            Middleware through = (scope, link, inner) -> inner.open(scope, link);
            return through.around(new Program().application(consumers));
        }
    }

    abstract static class AbstractProgram implements ChannelsApplication {}

    @ServerEndpoint("/ws/echo/{who}")
    public static final class Rival {}

    @ServerEndpoint("/own")
    public static final class Own {}

    @BeforeEach
    void listen() {
        DIARY.clear();
        Logger.getLogger("").addHandler(ear);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger("").removeHandler(ear);
    }

    @Test
    void without_routes_nothing_is_registered() {
        try (Server server = Server.with(AbstractProgram.class, ChannelsApplication.class)
                .param("channels.typo", "x")
                .start()) {
            assertThat(server.isDeployed()).isTrue();
            assertThat(server.context().findFilterDef(HandshakeFilter.NAME)).isNull();
            assertThat(server.context().getApplicationLifecycleListeners())
                    .noneMatch(listener -> listener.getClass().getName().startsWith("ee.channels"));
            assertThat(server.context().getApplicationEventListeners())
                    .noneMatch(listener -> listener.getClass().getName().startsWith("ee.channels"));
            assertThat(server.context().getServletContext().getAttribute(Deployment.ATTRIBUTE))
                    .isNull();
        }
    }

    @Test
    void a_broken_class_or_route_fails_the_deployment_by_name() {
        refused("matches the same paths as route", Echo.class, SamePath.class);
        refused("/ws/{broken", Echo.class, BrokenPath.class);
        refused(Inner.class.getName(), Echo.class, Inner.class);
        refused(NoConsumer.class.getName() + " is no consumer", Echo.class, NoConsumer.class);
        refused("max-message-size = \"0\" is refused", Echo.class, BadOption.class);
        refused("elsewhere", Echo.class, Elsewhere.class);
        refused(BadHandler.class.getName(), Echo.class, BadHandler.class);
        refused(OtherProgram.class.getName() + " and " + Program.class.getName(), Program.class, OtherProgram.class);
    }

    @Test
    void routes_that_middleware_does_not_wrap_are_warned_of() {
        try (Server wrapped = Server.of(WrappedProgram.class, Echo.class)) {
            assertThat(wrapped.isDeployed()).isTrue();
            assertThat(logged)
                    .anyMatch(line -> line.contains(WrappedProgram.class.getName() + " puts middleware")
                            && line.contains(Echo.class.getName()));
        }
        logged.clear();
        try (Server alone = Server.of(WrappedProgram.class);
                Server plain = Server.of(Program.class, Echo.class)) {
            assertThat(alone.isDeployed() && plain.isDeployed()).isTrue();
            assertThat(logged).noneMatch(line -> line.contains("puts middleware"));
        }
    }

    private void refused(String message, Class<?>... classes) {
        logged.clear();
        List<String> atOnce = new ArrayList<>();
        try (Server server = Server.with(classes)
                .endpoints(Own.class)
                .change(context -> afterwards(context, () -> {
                    atOnce.addAll(threads());
                    atOnce.addAll(endpoints(context));
                }))
                .start()) {
            assertThat(server.isDeployed()).isFalse();
            assertThat(logged).as("the log").anyMatch(line -> line.contains(message));
            assertThat(atOnce).as("threads and endpoints of " + message).containsOnly("/own");
        }
        assertThatThrownBy(ChannelLayers::current).isInstanceOf(ConfigurationException.class);
    }

    /** Does something when our listener has returned, before Tomcat begins to end the application that failed. */
    private static void afterwards(Context context, Runnable task) {
        context.addContainerListener(event -> {
            if (event.getType().equals("afterContextInitialized") && event.getData() instanceof ChannelsListener) {
                task.run();
            }
        });
    }

    /** Which of some paths the engine has an endpoint for. */
    private static List<String> endpoints(Context context) {
        WsServerContainer engine =
                (WsServerContainer) context.getServletContext().getAttribute(ServerContainer.class.getName());
        return Stream.of("/own", "/ws/echo", "/ws/echo/me", Sockets.FALLBACK)
                .filter(path -> engine.findMapping(path) != null)
                .toList();
    }

    @Test
    void what_serves_has_its_endpoints() {
        List<String> found = new ArrayList<>();
        try (Server server = Server.with(Echo.class)
                .endpoints(Own.class)
                .change(context -> afterwards(context, () -> found.addAll(endpoints(context))))
                .start()) {
            assertThat(server.isDeployed()).isTrue();
            assertThat(found).containsExactly("/own", "/ws/echo", "/ws/echo/me", Sockets.FALLBACK);
        }
    }

    @Test
    void a_route_that_the_engine_has_already_fails_the_deployment_by_name() {
        List<String> left = new ArrayList<>();
        try (Server server = Server.with(Echo.class)
                .endpoints(Rival.class)
                .change(context -> afterwards(context, () -> left.addAll(threads())))
                .start()) {
            assertThat(server.isDeployed()).isFalse();
            assertThat(left).isEmpty();
            assertThat(logged).anyMatch(line -> line.startsWith("The route template /ws/echo/{p0} was refused"));
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void a_container_without_websocket_is_named() {
        try (Server server = Server.with(Echo.class)
                .initializer((none, context) -> context.removeAttribute("jakarta.websocket.server.ServerContainer"))
                .start()) {
            assertThat(server.isDeployed()).isFalse();
            assertThat(logged).anyMatch(line -> line.contains("has no WebSocket engine"));
        }
    }

    @Test
    void a_setting_is_refused_by_name() {
        settingRefused("channels.max-mesage-size", "5", "channels.max-mesage-size is no setting");
        settingRefused("channels.connection.max-message-size", "64k", "1 to 1,073,741,824");
        settingRefused("channels.layer.default.url", "nowhere:", "channels.layer.default.url");
        settingRefused("channels.layer.default.capasity", "5", "channels.layer.default.capasity");
        settingRefused("channels.layer.other.capacity", "5", "channels.layer.other.url is missing");
    }

    @Test
    void a_server_without_transactions_is_told_of_once_and_refused_where_they_are_required() {
        try (Server server = Server.of(Echo.class)) {
            assertThat(server.isDeployed()).isTrue();
            assertThat(logged)
                    .filteredOn(line -> line.contains("afterCommit()"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO Channels: ");
        }
        settingRefused(
                "channels.require-transactions", "true", "channels.require-transactions is true, but this server");
        assertThat(threads()).isEmpty();
    }

    private void settingRefused(String name, String value, String message) {
        logged.clear();
        try (Server server = Server.with(Echo.class).param(name, value).start()) {
            assertThat(server.isDeployed()).isFalse();
            assertThat(logged).anyMatch(line -> line.contains(message));
        }
    }

    @Test
    void a_system_property_is_a_setting_and_wins() {
        System.setProperty("channels.connection.max-message-size", "3");
        try (Server server = Server.with(Echo.class)
                .param("channels.connection.max-message-size", "5")
                .start()) {
            assertThat(Client.open(server, "/ws/echo").send("abc").next()).isEqualTo("text abc");
            assertThat(Client.open(server, "/ws/echo").send("abcd").next()).isEqualTo("close 1009 message too big");
        } finally {
            System.clearProperty("channels.connection.max-message-size");
        }
        System.setProperty("channels.nonsense", "");
        try (Server server = Server.of(Echo.class)) {
            assertThat(server.isDeployed()).isFalse();
        } finally {
            System.clearProperty("channels.nonsense");
        }
    }

    @Test
    void a_setting_that_comes_too_late_is_refused() {
        try (Server server = Server.with(Echo.class)
                .initializer((none, context) -> context.setInitParameter("channels.origins", "*"))
                .start()) {
            assertThat(server.isDeployed()).isFalse();
            assertThat(logged).anyMatch(line -> line.startsWith("channels.origins was set by a listener"));
        }
    }

    @Test
    void origins_are_a_setting() {
        try (Server server = Server.with(Echo.class)
                .param("channels.origins", "https://friend.example, .friends.example")
                .start()) {
            assertThat(Client.status(server, "/ws/echo")).isEqualTo(403);
            assertThat(Client.status(server, "/ws/echo", "Origin", "http://localhost:" + server.port()))
                    .isEqualTo(403);
            Client.open(server, "/ws/echo", "Origin", "https://friend.example");
            Client.open(server, "/ws/echo", "Origin", "http://a.friends.example:81");
        }
    }

    @Test
    void what_is_routed_by_program_comes_before_what_is_annotated() {
        try (Server server = Server.of(Program.class, Narrow.class)) {
            assertThat(Client.open(server, "/ws/order/narrow").next()).isEqualTo("text broad");
        }
    }

    @Test
    void annotated_routes_go_by_order_and_then_by_how_narrow_they_are() {
        try (Server server = Server.of(Narrow.class, BroadButFirst.class)) {
            assertThat(Client.open(server, "/ws/order/narrow").next()).isEqualTo("text broad");
        }
        try (Server server = Server.of(Echo.class, SamePathButWider.class)) {
            assertThat(Client.open(server, "/ws/echo").send("x").next()).isEqualTo("text x");
            assertThat(Client.open(server, "/ws/other").next()).isEqualTo("text wide");
        }
    }

    @WebSocketRoute("/ws/{any}")
    static final class SamePathButWider extends WebSocketConsumer {
        @Override
        protected void connect() {
            accept();
            send("wide");
        }
    }

    @Test
    void the_applications_own_place_for_the_filter_is_kept() {
        FilterDef declared = new FilterDef();
        declared.setFilterName(HandshakeFilter.NAME);
        declared.setFilterClass(HandshakeFilter.class.getName());
        declared.setAsyncSupported("true");
        FilterMap map = new FilterMap();
        map.setFilterName(HandshakeFilter.NAME);
        map.addURLPattern("/ws/echo/*");
        try (Server server = Server.with(Echo.class, Grouped.class)
                .change(context -> {
                    context.addFilterDef(declared);
                    context.addFilterMapBefore(map);
                })
                .start()) {
            assertThat(server.context().findFilterMaps())
                    .filteredOn(mapped -> mapped.getFilterName().equals(HandshakeFilter.NAME))
                    .hasSize(1);
            assertThat(Client.open(server, "/ws/echo/me").send("x").next()).isEqualTo("text x");
            assertThat(Client.status(server, "/ws/grouped")).isEqualTo(403); // past the filter, by its mapping
        }
    }

    @Test
    void a_filter_that_is_declared_but_not_mapped_is_refused() {
        FilterDef declared = new FilterDef();
        declared.setFilterName(HandshakeFilter.NAME);
        declared.setFilterClass(HandshakeFilter.class.getName());
        try (Server server = Server.with(Echo.class)
                .change(context -> context.addFilterDef(declared))
                .start()) {
            assertThat(server.isDeployed()).isFalse();
            assertThat(logged).anyMatch(line -> line.contains("is declared but not mapped"));
        }
    }

    @Test
    void an_application_that_fails_elsewhere_leaves_nothing() {
        try (Server server = Server.with(Echo.class)
                .initializer((none, context) -> context.addListener(new Failing()))
                .start()) {
            assertThat(server.isDeployed()).isFalse();
        }
        assertThat(threads()).isEmpty();
    }

    static final class Failing implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            throw new IllegalStateException("fails");
        }
    }

    @Test
    void undeploying_ends_sockets_with_1001_and_leaves_nothing() {
        try (Server server = Server.of(Echo.class, Grouped.class)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(Client.open(server, "/ws/echo"));
                assertThat(clients.get(i).send("hello").next()).isEqualTo("text hello");
            }
            Client grouped = Client.open(server, "/ws/grouped");
            assertThat(grouped.next()).isEqualTo("text joined");
            ClassLoader loader = server.context().getServletContext().getClassLoader();

            server.undeploy();

            for (Client client : clients) {
                assertThat(client.next()).isEqualTo("close 1001 going away");
                assertThat(DIARY.next()).isEqualTo("disconnect 1001 SHUTDOWN");
            }
            assertThat(grouped.next()).isEqualTo("close 1001 going away");
            assertThat(threads()).isEmpty();
            assertThat(DIARY.isEmpty()).isTrue();
            assertThat(logged).noneMatch(line -> line.contains("memory leak") || line.contains("failed to stop"));
            Thread.currentThread().setContextClassLoader(loader);
            assertThatThrownBy(ChannelLayers::current).isInstanceOf(ConfigurationException.class);
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }

    @Test
    void stopping_the_server_ends_sockets_with_1001() {
        Server server = Server.of(Echo.class);
        Client client = Client.open(server, "/ws/echo");
        assertThat(client.send("hello").next()).isEqualTo("text hello");

        server.close();

        assertThat(client.next()).isEqualTo("close 1001 going away");
        assertThat(DIARY.next()).isEqualTo("disconnect 1001 SHUTDOWN");
        assertThat(threads()).isEmpty();
    }

    @Test
    void an_application_that_is_started_again_serves_again() throws Exception {
        try (Server server = Server.of(Grouped.class)) {
            assertThat(Client.open(server, "/ws/grouped").next()).isEqualTo("text joined");

            server.context().reload();

            assertThat(Client.open(server, "/ws/grouped").next()).isEqualTo("text joined");
        }
    }

    @Test
    void several_routes_and_applications_stand_beside_each_other() {
        try (Server one = Server.with(Echo.class).contextPath("/one").start();
                Server other = Server.with(Grouped.class).contextPath("/other").start()) {
            assertThat(Client.open(one, "/one/ws/echo/me").send("x").next()).isEqualTo("text x");
            assertThat(Client.open(other, "/other/ws/grouped").next()).isEqualTo("text joined");
            assertThat(Client.status(one, "/one/ws/grouped")).isEqualTo(404);
        }
    }

    @Test
    void the_servers_threads_are_asked_for() {
        try (Server server = Server.with(Echo.class).maxThreads(44).start()) {
            assertThat(server.sockets().runtime().options().engineThreads()).isEqualTo(11);
            assertThat(server.sockets().runtime().options().handshakeThreads()).isEqualTo(22);
        }
        Awaitility.await().until(() -> ServerThreads.count() != 44);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("channels"))
                .toList();
    }
}
